import { useQueryClient } from "@tanstack/react-query";
import { apiKeyDays, createApiKey } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Dialog } from "@/components/ui/dialog.tsx";
import { CustomField, Form, FormActions, NumberSelect, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { PermissionMatrix } from "@/platform/roles/permission-matrix.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useAccess } from "@/trpc/use-access.ts";

/** Creates an API key with some of the person's permissions. */
export function CreateApiKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const t = useTranslations("apiKeys");
  const queryClient = useQueryClient();
  const { permissions } = useAccess();
  const form = useZodForm({
    schema: createApiKey,
    defaultValues: { name: "", permissions: [], expiresInDays: 90 },
    mutation: useTRPC().apiKeys.create.mutationOptions(),
    onSaved: async ({ key }) => {
      await invalidateEntity(queryClient, "apiKey");
      onMade(key);
    },
  });
  return (
    <Dialog open onOpenChange={onClose} wide title={t("new")} description={t("newAbout")}>
      <Form
        form={form}
        inputs={{
          name: (field) => (
            <TextField field={field} label={t("fields.name")} autoFocus autoComplete="off" className="sm:col-span-4" />
          ),
          expiresInDays: (field) => (
            <CustomField field={field} label={t("fields.expiresInDays")} className="sm:col-span-2">
              {(input) => <NumberSelect {...input} options={apiKeyDays} textOf={(days) => t("days", { days })} />}
            </CustomField>
          ),
          permissions: (field) => (
            <CustomField field={field} label={t("fields.permissions")}>
              {(input) => <PermissionMatrix resources={ownResources(permissions)} has={permissions} input={input} />}
            </CustomField>
          ),
        }}
      >
        <FormActions pending={form.pending} submit={t("create")} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}

/** The person's permissions by resource. */
function ownResources(permissions: ReadonlySet<string>) {
  const byResource = Map.groupBy([...permissions].sort(), (permission) => permission.split(".")[0] ?? "");
  return [...byResource].map(([name, own]) => ({
    name,
    actions: own.map((permission) => permission.slice(name.length + 1)),
  }));
}
