"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { createParcel, updateParcel } from "@waybill/validators/parcels";
import { PlusIcon, Trash2Icon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { type FieldValues, useFieldArray } from "react-hook-form";
import { toast } from "sonner";
import type { z } from "zod";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { ChangedMeanwhile } from "@/forms/changed-meanwhile.tsx";
import {
  CheckboxField,
  CustomField,
  Form,
  NumberField,
  SubmitButton,
  TextareaField,
  TextField,
} from "@/forms/fields.tsx";
import { useZodForm, type ZodForm } from "@/forms/use-zod-form.ts";
import { useCan } from "@/lib/access.tsx";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { ItemSelect, NewItemForm } from "@/modules/items/parts.ts";
import { NewPlaceForm, PlaceSelect } from "@/modules/places/parts.ts";
import { TagPicker } from "@/modules/tags/parts.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";

type Parcel = RouterOutputs["parcels"]["byId"];
type Values = z.input<typeof createParcel>;
type ParcelForm = ZodForm<Values & FieldValues>;

const emptyLine = { itemId: "", quantity: 1 };

/** The inputs of a parcel, the same for a new one and for an old one. */
function ParcelFields({ form }: { form: ParcelForm }) {
  const can = useCan();
  const [creating, setCreating] = useState<{ what: "place" | "item"; name: string; done: (id: string) => void } | null>(
    null,
  );
  const close = () => setCreating(null);
  const create = (what: "place" | "item", done: (id: string) => void) =>
    can(`${what}s.create`) ? (name: string) => setCreating({ what, name, done }) : undefined;
  const finish = ({ id }: { id: string }) => {
    creating?.done(id);
    close();
  };
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-[1fr_2fr]">
        <TextField form={form} name="reference" label="Reference" autoComplete="off" spellCheck={false} />
        <CustomField form={form} name="recipientId" label="Recipient">
          {(input) => <PlaceSelect {...input} onCreate={create("place", input.onChange)} />}
        </CustomField>
      </div>
      <Lines form={form} onCreate={(done) => create("item", done)} />
      <CustomField form={form} name="tagIds" label="Tags">
        {(input) => <TagPicker {...input} />}
      </CustomField>
      <TextareaField form={form} name="note" label="Note (optional)" rows={3} />
      <CheckboxField form={form} name="packed" label="Already packed" help="A packed parcel can be dispatched." />
      <Dialog
        open={creating !== null}
        onOpenChange={close}
        title={creating?.what === "item" ? "New item" : "New place"}
      >
        {creating?.what === "place" && <NewPlaceForm name={creating.name} onSaved={finish} onCancel={close} />}
        {creating?.what === "item" && <NewItemForm name={creating.name} onSaved={finish} onCancel={close} />}
      </Dialog>
    </>
  );
}

/** What is in the parcel: an item and a quantity, line by line. */
function Lines({
  form,
  onCreate,
}: {
  form: ParcelForm;
  onCreate: (done: (id: string) => void) => ((name: string) => void) | undefined;
}) {
  // The form's type is widened to any record, in which the library finds no list; the schema has this one.
  const { fields, append, remove } = useFieldArray({ control: form.methods.control, name: "lines" as never });
  const add = () => append(emptyLine as never);
  return (
    <CustomField form={form} name="lines" label="Items">
      {({ id, ...wiring }) => (
        // biome-ignore lint/a11y/useSemanticElements: the label above belongs to the group
        <div id={id} role="group" aria-describedby={wiring["aria-describedby"]} className="flex flex-col gap-2">
          <div aria-hidden className="grid grid-cols-[1fr_6.5rem_2.25rem] gap-2 text-ink-faint text-meta max-sm:hidden">
            <span>Item</span>
            <span className="text-right">Quantity</span>
          </div>
          {fields.map((line, index) => (
            <div
              key={line.id}
              className="grid grid-cols-[1fr_5rem_2.25rem] items-start gap-2 sm:grid-cols-[1fr_6.5rem_2.25rem]"
            >
              <CustomField form={form} name={`lines.${index}.itemId`} label={`Item ${index + 1}`} hideLabel>
                {(input) => <ItemSelect {...input} onCreate={onCreate(input.onChange)} />}
              </CustomField>
              <NumberField form={form} name={`lines.${index}.quantity`} label={`Quantity ${index + 1}`} hideLabel />
              <Button variant="ghost" size="icon" aria-label={`Remove item ${index + 1}`} onClick={() => remove(index)}>
                <Trash2Icon />
              </Button>
            </div>
          ))}
          <div>
            <Button size="sm" onClick={add}>
              <PlusIcon /> Add item
            </Button>
          </div>
        </div>
      )}
    </CustomField>
  );
}

/** Makes a parcel. */
export function NewParcelForm({ reference }: { reference: string }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const base = `/t/${useTenant()}/parcels`;
  const form = useZodForm({
    schema: createParcel,
    defaultValues: { reference, recipientId: "", lines: [emptyLine], tagIds: [], note: "", packed: true },
    mutation: useTRPC().parcels.create.mutationOptions(),
    onSaved: async ({ id }, values) => {
      await invalidateEntity(queryClient, "parcel");
      toast.success(`Parcel ${values.reference} was created`);
      router.push(`${base}/${id}`);
    },
  });
  return (
    <Form form={form}>
      <ParcelFields form={form as unknown as ParcelForm} />
      <Actions>
        <Button onClick={() => router.push(base)}>Cancel</Button>
        <SubmitButton pending={form.pending}>Create parcel</SubmitButton>
      </Actions>
    </Form>
  );
}

/** What the form changes of a parcel. */
const valuesOf = ({ id, version, reference, recipientId, lines, tagIds, note, state }: Parcel) => ({
  ...{ id, version, reference, recipientId, tagIds, note, packed: state === "packed" },
  lines: lines.map(({ itemId, quantity }) => ({ itemId, quantity })),
});

const labels = {
  reference: "Reference",
  recipientId: "Recipient",
  lines: "Items",
  tagIds: "Tags",
  note: "Note",
  packed: "Already packed",
};

/**
 * Changes a parcel.
 *
 * @param parcel as it was when the form was opened.
 * @param now as it is.
 */
export function EditParcelForm({ parcel, now, onDone }: { parcel: Parcel; now: Parcel; onDone: () => void }) {
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: updateParcel,
    defaultValues: valuesOf(parcel),
    mutation: useTRPC().parcels.update.mutationOptions(),
    onSaved: async () => {
      await invalidateEntity(queryClient, "parcel");
      toast.success("Saved");
      onDone();
    },
  });
  return (
    <Form form={form}>
      <ChangedMeanwhile form={form} now={valuesOf(now)} labels={labels} />
      <ParcelFields form={form as unknown as ParcelForm} />
      <Actions>
        <Button onClick={onDone}>Cancel</Button>
        <SubmitButton pending={form.pending}>Save</SubmitButton>
      </Actions>
    </Form>
  );
}
