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
  return (
    <Page title="Settings">
      {can("files.read") && (
        <Tabs
          label="Settings"
          tabs={[
            { label: "Organisation", href: base },
            { label: "Files", href: `${base}/files` },
          ]}
        />
      )}
      {children}
    </Page>
  );
}
