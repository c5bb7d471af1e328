"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { createPlace, needsPostcode, postcodeWarning, updatePlace } from "@waybill/validators/places";
import { useRouter } from "next/navigation";
import type { FieldValues } from "react-hook-form";
import { toast } from "sonner";
import type { z } from "zod";
import { Button } from "@/components/ui/button.tsx";
import { Actions } from "@/components/ui/dialog.tsx";
import { ChangedMeanwhile } from "@/forms/changed-meanwhile.tsx";
import { Form, NumberField, SelectField, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm, type ZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { countries } from "./countries.ts";

export type Place = RouterOutputs["places"]["byId"];
type Values = z.input<typeof createPlace>;

/** The inputs of a place, the same for a new one and for an old one. */
function PlaceFields({ form }: { form: ZodForm<Values & FieldValues> }) {
  const { methods } = form;
  const country = methods.watch("country");
  const postcode = methods.watch("postcode");
  // Of an unknown form it is worth a warning, not a refusal.
  const doubt = country && methods.formState.touchedFields.postcode ? postcodeWarning(postcode, country) : null;
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-[2fr_1fr]">
        <TextField form={form} name="name" label="Name" autoComplete="off" autoFocus />
        <TextField form={form} name="code" label="Code" autoComplete="off" spellCheck={false} />
      </div>
      <SelectField form={form} name="country" label="Country">
        <option value="">Choose a country</option>
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField
        form={form}
        name="line1"
        label="Street and number"
        autoComplete="off"
        help="Needed before a parcel can be sent here."
      />
      <TextField form={form} name="line2" label="Addition (optional)" autoComplete="off" />
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-[1fr_2fr]">
        <TextField
          form={form}
          name="postcode"
          label="Postcode"
          autoComplete="off"
          help={
            doubt ?? (country && !needsPostcode(country) ? "Leave it empty where the address has none." : undefined)
          }
        />
        <TextField form={form} name="city" label="City" autoComplete="off" />
      </div>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <NumberField form={form} name="latitude" label="Latitude (optional)" />
        <NumberField form={form} name="longitude" label="Longitude (optional)" />
      </div>
    </>
  );
}

/** Makes a place. */
export function NewPlaceForm({
  name = "",
  onSaved,
  onCancel,
}: {
  name?: string;
  onSaved: (place: { id: string }) => void;
  onCancel: () => void;
}) {
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: createPlace,
    defaultValues: {
      code: "",
      name,
      country: "",
      city: "",
      postcode: "",
      line1: "",
      line2: "",
      latitude: null,
      longitude: null,
    },
    mutation: useTRPC().places.create.mutationOptions(),
    onSaved: async (place, values) => {
      await invalidateEntity(queryClient, "place");
      toast.success(`${values.name} was created`);
      onSaved(place);
    },
  });
  return (
    <Form form={form}>
      <PlaceFields form={form} />
      <Actions>
        <Button onClick={onCancel}>Cancel</Button>
        <SubmitButton pending={form.pending}>Create place</SubmitButton>
      </Actions>
    </Form>
  );
}

/** What the form changes of a place. */
const valuesOf = (place: Place) => {
  const { id, version, code, name, country, city, postcode, line1, line2, latitude, longitude } = place;
  return { id, version, code, name, country, city, postcode, line1, line2, latitude, longitude };
};

const labels = {
  code: "Code",
  name: "Name",
  country: "Country",
  city: "City",
  postcode: "Postcode",
  line1: "Street",
  line2: "Second line",
  latitude: "Latitude",
  longitude: "Longitude",
};

/** The form that changes a place. @param told what is said once it is saved */
export function usePlaceForm(place: Place, told: string, onSaved: () => void) {
  const queryClient = useQueryClient();
  return useZodForm({
    schema: updatePlace,
    defaultValues: valuesOf(place),
    mutation: useTRPC().places.update.mutationOptions(),
    onSaved: async () => {
      await invalidateEntity(queryClient, "place");
      toast.success(told);
      onSaved();
    },
  });
}

/**
 * Changes a place.
 *
 * @param place as it was when the form was opened.
 * @param now as it is.
 */
export function EditPlaceForm({ place, now, onDone }: { place: Place; now: Place; onDone: () => void }) {
  const form = usePlaceForm(place, "Saved", onDone);
  return (
    <Form form={form}>
      <ChangedMeanwhile form={form} now={valuesOf(now)} labels={labels} />
      <PlaceFields form={form as unknown as ZodForm<Values & FieldValues>} />
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton pending={form.pending}>Save</SubmitButton>
      </Actions>
    </Form>
  );
}

/** The page's form: after saving, to the new place. */
export function NewPlace() {
  const router = useRouter();
  const base = `/t/${useTenant()}/places`;
  return <NewPlaceForm onSaved={({ id }) => router.push(`${base}/${id}`)} onCancel={() => router.push(base)} />;
}
