import { startSupport, supportMinutes } from "@waybill/validators";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { CustomField, Form, SubmitButton, TextareaField, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { toast } from "@/lib/toast.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Starts support access to an organisation. */
export function EnterDialog({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const t = useTranslations("operator.support");
  const common = useTranslations("common");
  const router = useRouter();
  const form = useZodForm({
    schema: startSupport,
    defaultValues: { tenant, reason: "", minutes: 60 },
    mutation: useTRPC().support.start.mutationOptions(),
    onSaved: ({ slug }) => {
      toast.success(t("entered"));
      router.push(`/t/${slug}`);
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("title")} description={t("about")}>
      <Form
        form={form}
        guard={false}
        inputs={{
          tenant: (field) => <TextField field={field} label={t("address")} autoComplete="off" />,
          reason: (field) => <TextareaField field={field} label={t("reason")} rows={2} autoFocus />,
          minutes: (field) => (
            <CustomField field={field} label={t("for")}>
              {({ value, onChange, ...input }) => (
                <Select {...input} value={value} onChange={(event) => onChange(Number(event.target.value))}>
                  {supportMinutes.map((minutes) => (
                    <option key={minutes} value={minutes}>
                      {minutes < 60 ? t("minutes", { minutes }) : t("hours", { hours: minutes / 60 })}
                    </option>
                  ))}
                </Select>
              )}
            </CustomField>
          ),
        }}
      >
        <Actions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <SubmitButton pending={form.pending}>{t("submit")}</SubmitButton>
        </Actions>
      </Form>
    </Dialog>
  );
}
