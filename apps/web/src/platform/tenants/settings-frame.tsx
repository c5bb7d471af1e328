"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { useTenant } from "@/trpc/client.tsx";
import { useCan } from "@/trpc/use-access.ts";

/** The frame of the pages of settings. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const t = useTranslations();
  const base = `/t/${useTenant()}/settings`;
  const can = useCan();
  const tabs = [
    { label: t("tenants.title"), href: base },
    ...(can("modules.read") ? [{ label: t("modules.title"), href: `${base}/modules` }] : []),
    { label: t("retention.title"), href: `${base}/retention` },
    ...(can("files.read") ? [{ label: t("files.title"), href: `${base}/files` }] : []),
  ];
  return (
    <Page title={t("tenants.settings.title")}>
      {tabs.length > 1 && <Tabs label={t("tenants.settings.title")} tabs={tabs} />}
      {children}
    </Page>
  );
}
