"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { graceDays, requireSecondFactor, timeZoneNames, updateTenant } from "@waybill/validators";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Facts } from "@/components/facts.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Actions, Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/input.tsx";
import { Badge, Panel } from "@/components/ui/surface.tsx";
import { ConcurrentChanges } from "@/forms/concurrent-changes.tsx";
import { CustomField, Form, SelectField, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { toast } from "@/lib/toast.ts";
import { useCan, useTenantInfo } from "@/lib/use-access.ts";
import { useAction } from "@/lib/use-action.ts";
import { useFormats } from "@/lib/use-formats.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { SettingsFrame } from "./settings-frame.tsx";
import { useRoleName } from "./use-role-name.ts";

/** The settings of the organisation. */
export function SettingsPage() {
  const t = useTranslations("tenants");
  const { name, slug, roleName, timeZone, version } = useTenantInfo();
  const named = useRoleName();
  const can = useCan();
  return (
    <SettingsFrame>
      <div className="grid max-w-2xl grid-cols-1 gap-4">
        {can("tenants.update") && (
          <Panel title={t("title")}>
            <SettingsForm now={{ name, timeZone, version }} />
          </Panel>
        )}
        {can("tenants.update") && <SecondFactorPanel />}
        <Panel title={t("settings.details")}>
          <Facts
            facts={[
              [t("settings.name"), name],
              [t("settings.slug"), `/t/${slug}`],
              [t("settings.timeZone"), timeZone],
              [t("settings.yourRole"), named(roleName)],
            ]}
          />
        </Panel>
        {can("activity.read") && <SupportPanel />}
      </div>
    </SettingsFrame>
  );
}

interface TenantSettings {
  name: string;
  timeZone: string;
  version: number;
}

/** @param now the current settings. */
function SettingsForm({ now }: { now: TenantSettings }) {
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

/** Whether members need a second factor, and from which date on. */
function SecondFactorPanel() {
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
        {everywhere && requiredFrom && `${t("everybodyFrom", { date: formatDate(requiredFrom) })} `}
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
  const common = useTranslations("common");
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
            {({ value, onChange, ...input }) => (
              <Select
                {...input}
                value={value}
                onChange={(event) => onChange(graceDays.find((days) => days === Number(event.target.value)))}
              >
                {graceDays.map((days) => (
                  <option key={days} value={days}>
                    {t(`secondFactor.grace.in${days}`)}
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
        <SubmitButton pending={form.pending}>{t("secondFactor.submit")}</SubmitButton>
      </Actions>
    </Form>
  );
}

/** The support access of operators, with its reasons. */
function SupportPanel() {
  const t = useTranslations("tenants.support");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.support.list.queryOptions());
  const { run, pending } = useAction(trpc.support.revoke.mutationOptions(), t("ended"));
  return (
    <Panel title={t("title")}>
      {data?.items.length === 0 && <p className="text-ink-soft">{t("none")}</p>}
      <ul className="-my-2 divide-y divide-line">
        {data?.items.map(({ id, userName, reason, createdAt, alive }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
            <div className="min-w-48 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {userName} {alive && <Badge variant="warning">{t("active")}</Badge>}
              </p>
              <p className="break-words text-ink-faint text-meta">
                {reason}, <RelativeTime at={createdAt} />
              </p>
            </div>
            {alive && (
              <GuardedButton
                permission="tenants.update"
                size="sm"
                variant="danger"
                disabled={pending}
                onClick={async () => {
                  await run({ id });
                  await invalidateEntity(queryClient, "tenant");
                }}
              >
                {t("end")}
              </GuardedButton>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
