import { useQueryClient } from "@tanstack/react-query";
import { apiKeyDays, createApiKey } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { CustomField, Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useAccess } from "@/lib/use-access.ts";
import { PermissionMatrix } from "@/platform/roles/permission-matrix.tsx";
import { useTRPC } from "@/trpc/client.tsx";

/** Creates an API key with some of the person's permissions. */
export function CreateApiKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const t = useTranslations("apiKeys");
  const common = useTranslations("common");
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
              {({ value, onChange, ...input }) => (
                <Select {...input} value={value} onChange={(event) => onChange(Number(event.target.value))}>
                  {apiKeyDays.map((days) => (
                    <option key={days} value={days}>
                      {t("days", { days })}
                    </option>
                  ))}
                </Select>
              )}
            </CustomField>
          ),
          permissions: (field) => (
            <CustomField field={field} label={t("fields.permissions")}>
              {(input) => <PermissionMatrix resources={ownResources(permissions)} has={permissions} input={input} />}
            </CustomField>
          ),
        }}
      >
        <Actions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <SubmitButton pending={form.pending}>{t("create")}</SubmitButton>
        </Actions>
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
