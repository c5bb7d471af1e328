import { useQueryClient } from "@tanstack/react-query";
import { timeZoneNames, updateTenant } from "@waybill/validators";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "@/components/toast.ts";
import { ConcurrentChanges } from "@/forms/concurrent-changes.tsx";
import { Form, SelectField, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";

interface TenantSettings {
  name: string;
  timeZone: string;
  version: number;
}

/** Changes the name and the time zone. @param now the current settings */
export function SettingsForm({ now }: { now: TenantSettings }) {
  const t = useTranslations("tenants");
  const common = useTranslations("common");
  const router = useRouter();
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: updateTenant,
    defaultValues: now,
    mutation: useTRPC().tenants.update.mutationOptions(),
    filled: ["version"],
    changesOnly: true,
    onSaved: async ({ name, timeZone, version }) => {
      // The saved values are the new default values.
      form.reset({ name, timeZone, version });
      await invalidateEntity(queryClient, "tenant");
      toast.success(t("saved"));
      router.refresh();
    },
  });
  return (
    <Form
      form={form}
      intro={
        <ConcurrentChanges
          form={form}
          now={now}
          labels={{ name: t("settings.name"), timeZone: t("settings.timeZone") }}
        />
      }
      inputs={{
        name: (field) => <TextField field={field} label={t("settings.name")} />,
        timeZone: (field) => (
          <SelectField field={field} label={t("settings.timeZone")} help={t("settings.timeZoneHelp")}>
            {timeZoneNames.map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </SelectField>
        ),
      }}
    >
      <div>
        <SubmitButton pending={form.pending}>{common("save")}</SubmitButton>
      </div>
    </Form>
  );
}
