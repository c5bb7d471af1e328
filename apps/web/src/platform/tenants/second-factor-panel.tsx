import { useQueryClient } from "@tanstack/react-query";
import { graceDays, requireSecondFactor } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "@/components/toast.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { CustomField, Form, FormActions, NumberSelect } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";
import { useAction } from "@/trpc/use-action.ts";

/** Whether members need a second factor, and from which date on. */
export function SecondFactorPanel() {
  const t = useTranslations("tenants.secondFactor");
  const { formatDate } = useFormats();
  const queryClient = useQueryClient();
  const { secondFactor } = useTenantInfo();
  const [asking, setAsking] = useState(false);
  const { requiredFrom, ownFrom, everywhere } = secondFactor;
  const { run, pending } = useAction(useTRPC().tenants.requireSecondFactor.mutationOptions(), t("stopped"));
  return (
    <Panel
      title={t("title")}
      action={
        <div className="flex gap-2">
          {ownFrom && (
            <Button
              size="sm"
              variant="danger"
              disabled={pending}
              onClick={async () => {
                await run({ required: false });
                await invalidateEntity(queryClient, "tenant");
              }}
            >
              {t("stop")}
            </Button>
          )}
          <Button size="sm" onClick={() => setAsking(true)}>
            {t(ownFrom ? "change" : "require")}
          </Button>
        </div>
      }
    >
      <p className="text-ink-soft">
        {everywhere && requiredFrom && `${t("everyoneFrom", { date: formatDate(requiredFrom) })} `}
        {ownFrom ? t("requiredFrom", { date: formatDate(ownFrom) }) : t(everywhere ? "earlier" : "optional")}
      </p>
      <Dialog open={asking} onOpenChange={setAsking} title={t("requireTitle")} description={t("requireAbout")}>
        <RequireForm onClose={() => setAsking(false)} />
      </Dialog>
    </Panel>
  );
}

function RequireForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("tenants");
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: requireSecondFactor,
    defaultValues: { required: true, graceDays: 14 },
    mutation: useTRPC().tenants.requireSecondFactor.mutationOptions(),
    filled: ["required"],
    onSaved: async () => {
      toast.success(t("saved"));
      await invalidateEntity(queryClient, "tenant");
      onClose();
    },
  });
  return (
    <Form
      form={form}
      inputs={{
        graceDays: (field) => (
          <CustomField field={field} label={t("secondFactor.start")}>
            {(input) => (
              <NumberSelect {...input} options={graceDays} textOf={(days) => t("secondFactor.grace", { days })} />
            )}
          </CustomField>
        ),
      }}
    >
      <FormActions pending={form.pending} submit={t("secondFactor.submit")} onCancel={onClose} />
    </Form>
  );
}
