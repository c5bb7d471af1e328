import { useQueryClient } from "@tanstack/react-query";
import { invite, roles } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { toast } from "@/components/toast.ts";
import { Form, FormActions, SelectField, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { RoleOptions } from "./role-select.tsx";

/** Invites a person by email, with a role. */
export function InviteForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("tenants.members");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: invite,
    defaultValues: { email: "", role: "dispatcher" },
    mutation: useTRPC().tenants.invite.mutationOptions(),
    onSaved: async (_answer, { email }) => {
      await invalidateEntity(queryClient, "member");
      toast.success(t("wasInvited", { email }));
      onClose();
    },
  });
  const chosen = form.watch("role");
  const builtIn = roles.find((role) => role === chosen);
  return (
    <Form
      form={form}
      inputs={{
        email: (field) => <TextField field={field} label={t("email")} type="email" autoFocus />,
        role: (field) => (
          <SelectField field={field} label={t("role")} help={builtIn && t(`roleHelp.${builtIn}`)}>
            <RoleOptions />
          </SelectField>
        ),
      }}
    >
      <FormActions pending={form.pending} submit={t("send")} onCancel={onClose} />
    </Form>
  );
}
