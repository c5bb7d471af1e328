import { startSupport, supportMinutes } from "@waybill/validators";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "@/components/toast.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { CustomField, Form, FormActions, NumberSelect, TextareaField, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** Starts support access to an organisation. */
export function EnterDialog({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const t = useTranslations("operator.support");
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
          tenant: (field) => <TextField field={field} label={t("slug")} autoComplete="off" />,
          reason: (field) => <TextareaField field={field} label={t("reason")} rows={2} autoFocus />,
          minutes: (field) => (
            <CustomField field={field} label={t("duration")}>
              {(input) => (
                <NumberSelect
                  {...input}
                  options={supportMinutes}
                  textOf={(minutes) => (minutes < 60 ? t("minutes", { minutes }) : t("hours", { hours: minutes / 60 }))}
                />
              )}
            </CustomField>
          ),
        }}
      >
        <FormActions pending={form.pending} submit={t("submit")} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}
