"use client";

import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { useTenant } from "@/trpc/client.tsx";

/** The frame of the pages of jobs. */
export function JobsFrame({ children }: { children: ReactNode }) {
  const base = `/t/${useTenant()}/jobs`;
  return (
    <Page title="Jobs" wide>
      <Tabs
        label="Jobs"
        tabs={[
          { label: "Jobs", href: base },
          { label: "Schedules", href: `${base}/schedules` },
        ]}
      />
      {children}
    </Page>
  );
}
