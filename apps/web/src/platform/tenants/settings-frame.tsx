"use client";

import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { useCan } from "@/lib/access.tsx";
import { useTenant } from "@/trpc/client.tsx";

/** The frame of the pages of settings. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const base = `/t/${useTenant()}/settings`;
  const can = useCan();
  const tabs = [
    { label: "Organisation", href: base },
    ...(can("modules.read") ? [{ label: "Modules", href: `${base}/modules` }] : []),
    { label: "Retention", href: `${base}/retention` },
    ...(can("files.read") ? [{ label: "Files", href: `${base}/files` }] : []),
  ];
  return (
    <Page title="Settings">
      {tabs.length > 1 && <Tabs label="Settings" tabs={tabs} />}
      {children}
    </Page>
  );
}
