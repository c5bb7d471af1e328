import { useQueryClient } from "@tanstack/react-query";
import { renamePasskey } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Form, FormActions, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Renames a passkey. */
export function RenamePasskey({
  passkey: { id, name },
  onClose,
}: {
  passkey: { id: string; name: string };
  onClose: () => void;
}) {
  const t = useTranslations("account");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: renamePasskey,
    defaultValues: { id, name },
    mutation: useTRPC().factors.renamePasskey.mutationOptions(),
    filled: ["id"],
    onSaved: async () => {
      await invalidateEntity(queryClient, "user");
      onClose();
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("passkeys.rename")}>
      <Form
        form={form}
        guard={false}
        inputs={{
          name: (field) => <TextField field={field} label={t("passkeys.name")} autoComplete="off" autoFocus />,
        }}
      >
        <FormActions pending={form.pending} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}
