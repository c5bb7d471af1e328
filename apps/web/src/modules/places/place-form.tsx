"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { createPlace, needsPostcode, postcodeWarning, updatePlace } from "@waybill/validators/places";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { z } from "zod";
import { toast } from "@/components/toast.ts";
import { ConcurrentChanges } from "@/forms/concurrent-changes.tsx";
import { Form, FormActions, NumberField, SelectField, TextField } from "@/forms/fields.tsx";
import type { ZodForm } from "@/forms/form.ts";
import type { FormValues } from "@/forms/types.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useCountries } from "./use-countries.ts";

export type Place = RouterOutputs["places"]["byId"];
type Values = FormValues<z.input<typeof createPlace>>;

/** The form of a place, the same for a new one and for an old one. */
function PlaceForm({
  form,
  intro,
  submit,
  onCancel,
}: {
  form: ZodForm<Values>;
  intro?: ReactNode;
  submit: string;
  onCancel: () => void;
}) {
  const t = useTranslations("places");
  const countries = useCountries();
  const country = form.watch("country");
  // Of an unknown form it is worth a warning, not a refusal.
  const doubt = country && form.touched("postcode") ? postcodeWarning(form.watch("postcode"), country) : null;
  const needed = country && !needsPostcode(country) ? t("form.noPostcode") : undefined;
  return (
    <Form
      form={form}
      intro={intro}
      inputs={{
        name: (field) => (
          <TextField field={field} label={t("fields.name")} autoComplete="off" autoFocus className="sm:col-span-4" />
        ),
        code: (field) => (
          <TextField
            field={field}
            label={t("fields.code")}
            autoComplete="off"
            spellCheck={false}
            className="sm:col-span-2"
          />
        ),
        country: (field) => (
          <SelectField field={field} label={t("fields.country")}>
            <option value="">{t("form.chooseCountry")}</option>
            {countries.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </SelectField>
        ),
        line1: (field) => (
          <TextField field={field} label={t("fields.line1")} autoComplete="off" help={t("form.line1Help")} />
        ),
        line2: (field) => <TextField field={field} label={t("form.line2")} autoComplete="off" />,
        postcode: (field) => (
          <TextField
            field={field}
            label={t("fields.postcode")}
            autoComplete="off"
            help={doubt ?? needed}
            className="sm:col-span-2"
          />
        ),
        city: (field) => (
          <TextField field={field} label={t("fields.city")} autoComplete="off" className="sm:col-span-4" />
        ),
        latitude: (field) => <NumberField field={field} label={t("form.latitude")} className="sm:col-span-3" />,
        longitude: (field) => <NumberField field={field} label={t("form.longitude")} className="sm:col-span-3" />,
      }}
    >
      <FormActions pending={form.pending} submit={submit} onCancel={onCancel} />
    </Form>
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
  const t = useTranslations("places");
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
      toast.success(t("created", { name: values.name }));
      onSaved(place);
    },
  });
  return <PlaceForm form={form} submit={t("form.create")} onCancel={onCancel} />;
}

/** The fields of a place in the form. */
const valuesOf = (place: Place) => {
  const { id, version, code, name, country, city, postcode, line1, line2, latitude, longitude } = place;
  return { id, version, code, name, country, city, postcode, line1, line2, latitude, longitude };
};

/** The labels of the fields. */
function useLabels() {
  const t = useTranslations("places.fields");
  return {
    code: t("code"),
    name: t("name"),
    country: t("country"),
    city: t("city"),
    postcode: t("postcode"),
    line1: t("line1"),
    line2: t("line2"),
    latitude: t("latitude"),
    longitude: t("longitude"),
  };
}

/** Saves changes of a place. @param told the message after saving */
export function usePlaceUpdate(place: Place, told: string, onSaved: () => void) {
  const queryClient = useQueryClient();
  return {
    schema: updatePlace,
    defaultValues: valuesOf(place),
    mutation: useTRPC().places.update.mutationOptions(),
    onSaved: async () => {
      await invalidateEntity(queryClient, "place");
      toast.success(told);
      onSaved();
    },
  };
}

/**
 * Changes a place.
 *
 * @param place as it was when the form was opened.
 * @param now the current parcel.
 */
export function EditPlaceForm({ place, now, onDone }: { place: Place; now: Place; onDone: () => void }) {
  const t = useTranslations("places");
  const common = useTranslations("common");
  const form = useZodForm({ ...usePlaceUpdate(place, t("saved"), onDone), filled: ["id", "version"] });
  const intro = <ConcurrentChanges form={form} now={valuesOf(now)} labels={useLabels()} />;
  return <PlaceForm form={form} intro={intro} submit={common("save")} onCancel={onDone} />;
}

/** The page's form: after saving, to the new place. */
export function NewPlace() {
  const router = useRouter();
  const base = `/t/${useTenant()}/places`;
  return <NewPlaceForm onSaved={({ id }) => router.push(`${base}/${id}`)} onCancel={() => router.push(base)} />;
}
