import { useQueryClient } from "@tanstack/react-query";
import { createTag, updateTag } from "@waybill/validators/tags";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import { toast } from "@/components/toast.ts";
import { CustomField, Form, FormActions, TextField } from "@/forms/fields.tsx";
import type { ZodForm } from "@/forms/form.ts";
import type { FormValues } from "@/forms/types.ts";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { ColorPicker } from "./color-picker.tsx";
import type { Tag } from "./tags.tsx";

function useSaved(onClose: () => void) {
  const t = useTranslations("tags");
  const queryClient = useQueryClient();
  return async (saved: Tag) => {
    await invalidateEntity(queryClient, "tag");
    toast.success(t("saved", { name: saved.name }));
    onClose();
  };
}

/** The form of a new tag. */
export function NewTag({ onClose }: { onClose: () => void }) {
  const t = useTranslations("tags");
  const form = useZodForm({
    schema: createTag,
    defaultValues: { name: "", color: "blue" },
    mutation: useTRPC().tags.create.mutationOptions(),
    onSaved: useSaved(onClose),
  });
  return <TagFields form={form} submit={t("form.create")} onClose={onClose} />;
}

/** The form of an existing tag. */
export function EditTag({ tag, onClose }: { tag: Tag; onClose: () => void }) {
  const t = useTranslations("common");
  const form = useZodForm({
    schema: updateTag,
    defaultValues: tag,
    mutation: useTRPC().tags.update.mutationOptions(),
    filled: ["id", "version"],
    changesOnly: true,
    onSaved: useSaved(onClose),
  });
  return <TagFields form={form} submit={t("save")} onClose={onClose} />;
}

type TagForm = ZodForm<FormValues<z.input<typeof createTag>>>;

function TagFields({ form, submit, onClose }: { form: TagForm; submit: string; onClose: () => void }) {
  const t = useTranslations("tags");
  return (
    <Form
      form={form}
      inputs={{
        name: (field) => <TextField field={field} label={t("form.name")} autoFocus />,
        color: (field) => (
          <CustomField field={field} label={t("form.color")}>
            {(input) => <ColorPicker {...input} />}
          </CustomField>
        ),
      }}
    >
      <FormActions pending={form.pending} submit={submit} onCancel={onClose} />
    </Form>
  );
}
