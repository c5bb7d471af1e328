"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { createParcel, updateParcel } from "@waybill/validators/parcels";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import { toast } from "@/components/toast.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { ConcurrentChanges } from "@/forms/concurrent-changes.tsx";
import { CheckboxField, CustomField, Form, FormActions, TextareaField, TextField } from "@/forms/fields.tsx";
import type { ZodForm } from "@/forms/form.ts";
import type { FormValues } from "@/forms/types.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { NewItemForm } from "@/modules/items/parts.ts";
import { NewPlaceForm, PlaceSelect } from "@/modules/places/parts.ts";
import { TagPicker } from "@/modules/tags/parts.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useCan } from "@/trpc/use-access.ts";
import { emptyLine, ParcelLines } from "./parcel-lines.tsx";

type Parcel = RouterOutputs["parcels"]["byId"];
type Values = FormValues<z.input<typeof createParcel>>;

/** The form of a new or existing parcel. */
function ParcelForm({
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
  const t = useTranslations("parcels");
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
      <Form
        form={form}
        intro={intro}
        inputs={{
          reference: (field) => (
            <TextField
              field={field}
              label={t("fields.reference")}
              autoComplete="off"
              spellCheck={false}
              className="sm:col-span-2"
            />
          ),
          recipientId: (field) => (
            <CustomField field={field} label={t("fields.recipientId")} className="sm:col-span-4">
              {(input) => <PlaceSelect {...input} onCreate={create("place", input.onChange)} />}
            </CustomField>
          ),
          lines: (rows) => <ParcelLines rows={rows} onCreate={(done) => create("item", done)} />,
          tagIds: (field) => (
            <CustomField field={field} label={t("form.tags")}>
              {(input) => <TagPicker {...input} />}
            </CustomField>
          ),
          note: (field) => <TextareaField field={field} label={t("form.noteOptional")} rows={3} />,
          packed: (field) => <CheckboxField field={field} label={t("form.packed")} help={t("form.packedHelp")} />,
        }}
      >
        <FormActions pending={form.pending} submit={submit} onCancel={onCancel} />
      </Form>
      <Dialog
        open={creating !== null}
        onOpenChange={close}
        title={t(creating?.what === "item" ? "form.newItem" : "form.newPlace")}
      >
        {creating?.what === "place" && <NewPlaceForm name={creating.name} onSaved={finish} onCancel={close} />}
        {creating?.what === "item" && <NewItemForm name={creating.name} onSaved={finish} onCancel={close} />}
      </Dialog>
    </>
  );
}

/** The form of a new parcel. */
export function NewParcelForm({ reference }: { reference: string }) {
  const t = useTranslations("parcels");
  const router = useRouter();
  const queryClient = useQueryClient();
  const base = `/t/${useTenant()}/parcels`;
  const form = useZodForm({
    schema: createParcel,
    defaultValues: { reference, recipientId: "", lines: [emptyLine], tagIds: [], note: "", packed: true },
    mutation: useTRPC().parcels.create.mutationOptions(),
    onSaved: async ({ id }, values) => {
      await invalidateEntity(queryClient, "parcel");
      toast.success(t("form.created", { reference: values.reference }));
      router.push(`${base}/${id}`);
    },
  });
  return <ParcelForm form={form} submit={t("form.create")} onCancel={() => router.push(base)} />;
}

/** The values of the form. */
const valuesOf = ({ id, version, reference, recipientId, lines, tagIds, note, state }: Parcel) => ({
  ...{ id, version, reference, recipientId, tagIds, note, packed: state === "packed" },
  lines: lines.map(({ itemId, quantity }) => ({ itemId, quantity })),
});

/** The labels of the fields. */
function useLabels() {
  const t = useTranslations("parcels");
  return {
    reference: t("fields.reference"),
    recipientId: t("fields.recipientId"),
    lines: t("form.items"),
    tagIds: t("form.tags"),
    note: t("fields.note"),
    packed: t("form.packed"),
  };
}

/**
 * The form of an existing parcel.
 *
 * @param parcel the parcel when the form was opened.
 * @param now the current parcel.
 */
export function EditParcelForm({ parcel, now, onDone }: { parcel: Parcel; now: Parcel; onDone: () => void }) {
  const t = useTranslations("parcels");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: updateParcel,
    defaultValues: valuesOf(parcel),
    mutation: useTRPC().parcels.update.mutationOptions(),
    filled: ["id", "version"],
    onSaved: async () => {
      await invalidateEntity(queryClient, "parcel");
      toast.success(t("saved"));
      onDone();
    },
  });
  const intro = <ConcurrentChanges form={form} now={valuesOf(now)} labels={useLabels()} />;
  return <ParcelForm form={form} intro={intro} submit={common("save")} onCancel={onDone} />;
}
