"use client";

import { useTranslations } from "next-intl";
import { Facts } from "@/components/facts.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useCan, useTenantInfo } from "@/trpc/use-access.ts";
import { SecondFactorPanel } from "./second-factor-panel.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { SettingsFrame } from "./settings-frame.tsx";
import { SupportPanel } from "./support-panel.tsx";
import { useRoleName } from "./use-role-name.ts";

/** The settings of the organisation. */
export function SettingsPage() {
  const t = useTranslations("tenants");
  const { name, slug, roleName, timeZone, version } = useTenantInfo();
  const named = useRoleName();
  const can = useCan();
  const canUpdate = can("tenants.update");
  const own: [string, string][] = [
    [t("settings.name"), name],
    [t("settings.timeZone"), timeZone],
  ];
  return (
    <SettingsFrame>
      <div className="grid max-w-2xl grid-cols-1 gap-4">
        {canUpdate && (
          <Panel title={t("title")}>
            <SettingsForm now={{ name, timeZone, version }} />
          </Panel>
        )}
        {canUpdate && <SecondFactorPanel />}
        <Panel title={t("settings.details")}>
          <Facts
            facts={[
              // The form shows these to people who may change them.
              ...(canUpdate ? [] : own),
              [t("settings.slug"), `/t/${slug}`],
              [t("settings.yourRole"), named(roleName)],
            ]}
          />
        </Panel>
        {can("activity.read") && <SupportPanel />}
      </div>
    </SettingsFrame>
  );
}
