"use client";

import type { RouterOutputs } from "@waybill/api";
import { createView, updateView } from "@waybill/validators";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import { CheckboxField, Form, FormActions, TextField } from "@/forms/fields.tsx";
import type { ZodForm } from "@/forms/form.ts";
import type { FormValues } from "@/forms/types.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";

type View = RouterOutputs["views"]["list"]["items"][number];

/** The form of a new view. @param props.state the current state of the list */
export function NewView({
  list,
  state,
  onSaved,
  onClose,
}: {
  list: string;
  state: Record<string, unknown>;
  onSaved: (view: { id: string; name: string }) => Promise<void>;
  onClose: () => void;
}) {
  const form = useZodForm({
    schema: createView,
    defaultValues: { list, state, name: "", shared: false },
    mutation: useTRPC().views.create.mutationOptions(),
    filled: ["list", "state"],
    onSaved: ({ id }, { name }) => onSaved({ id, name }),
  });
  return <ViewFields form={form} onClose={onClose} />;
}

/** The form of an existing view. */
export function EditView({
  view,
  onSaved,
  onClose,
}: {
  view: View;
  onSaved: (name: string) => Promise<void>;
  onClose: () => void;
}) {
  const { id, version, name, shared } = view;
  const form = useZodForm({
    schema: updateView.omit({ state: true }),
    defaultValues: { id, version, name, shared },
    mutation: useTRPC().views.update.mutationOptions(),
    filled: ["id", "version"],
    changesOnly: true,
    onSaved: (_answer, values) => onSaved(values.name ?? name),
  });
  return <ViewFields form={form} onClose={onClose} />;
}

function ViewFields({
  form,
  onClose,
}: {
  form: ZodForm<FormValues<Pick<z.input<typeof createView>, "name" | "shared">>>;
  onClose: () => void;
}) {
  const t = useTranslations("views");
  const mayShare = useTenantInfo().permissions.includes("views.share");
  return (
    <Form
      form={form}
      inputs={{
        name: (field) => <TextField field={field} label={t("fields.name")} autoFocus />,
        shared: (field) =>
          mayShare && <CheckboxField field={field} label={t("fields.shared")} help={t("sharedHelp")} />,
      }}
    >
      <FormActions pending={form.pending} submit={t("save")} onCancel={onClose} />
    </Form>
  );
}
