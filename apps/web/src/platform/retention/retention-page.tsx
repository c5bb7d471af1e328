"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { setKeepDays } from "@waybill/validators";
import { PencilIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { ErrorState } from "@/components/states.tsx";
import { toast } from "@/components/toast.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { Form, FormActions, NumberField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { SettingsFrame } from "@/platform/tenants/settings-frame.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";

type RetentionRule = RouterOutputs["retention"]["list"]["items"][number];

/** The retention of each kind of data. */
export function RetentionPage() {
  const t = useTranslations("retention");
  const { data, error, refetch } = useQuery(useTRPC().retention.list.queryOptions());
  const apiText = useApiText();
  const [changing, setChanging] = useState<RetentionRule | null>(null);
  return (
    <SettingsFrame>
      <Card className="max-w-3xl">
        {error && <ErrorState error={error} onRetry={refetch} />}
        {!data && !error && <Skeleton className="m-4 h-40" />}
        <ul aria-label={t("title")} className="divide-y divide-line">
          {data?.items.map((rule) => (
            <li key={rule.name} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
              <div className="min-w-48 flex-1">
                <p className="font-medium">{apiText(rule.title)}</p>
                <p className="text-ink-soft">
                  {rule.days === null ? t("keptForever") : t("kept", { days: rule.days })}{" "}
                  {rule.note && apiText(rule.note)}
                </p>
                {rule.own && (
                  <p className="text-ink-faint text-meta">
                    {rule.defaultDays === null ? t("usualForever") : t("usual", { days: rule.defaultDays })}
                  </p>
                )}
              </div>
              <GuardedButton
                permission="tenants.update"
                size="sm"
                aria-label={t("changeNamed", { title: apiText(rule.title) })}
                onClick={() => setChanging(rule)}
              >
                <PencilIcon /> {t("change")}
              </GuardedButton>
            </li>
          ))}
        </ul>
      </Card>
      {changing && <ChangeDialog rule={changing} onClose={() => setChanging(null)} />}
    </SettingsFrame>
  );
}

function ChangeDialog({ rule, onClose }: { rule: RetentionRule; onClose: () => void }) {
  const t = useTranslations("retention");
  const { name, days, defaultDays, own, minDays } = rule;
  const title = useApiText()(rule.title);
  const queryClient = useQueryClient();
  const form = useZodForm({
    schema: setKeepDays,
    defaultValues: { name, days: own ? days : null },
    filled: ["name"],
    mutation: useTRPC().retention.set.mutationOptions(),
    onSaved: async () => {
      await invalidateEntity(queryClient, "tenant");
      toast.success(t("saved", { title }));
      onClose();
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={title} description={t("about")}>
      <Form
        form={form}
        inputs={{
          days: (field) => (
            <NumberField
              field={field}
              label={t("days")}
              help={
                defaultDays === null
                  ? t("helpForever", { min: String(minDays) })
                  : t("help", { min: String(minDays), days: defaultDays })
              }
            />
          ),
        }}
      >
        <FormActions pending={form.pending} onCancel={onClose} />
      </Form>
    </Dialog>
  );
}
