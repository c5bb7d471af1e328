"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { useTenant } from "@/trpc/client.tsx";

/** The frame of the pages of jobs. */
export function JobsFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("jobs");
  const base = `/t/${useTenant()}/jobs`;
  return (
    <Page title={t("title")} wide>
      <Tabs
        label={t("title")}
        tabs={[
          { label: t("title"), href: base },
          { label: t("schedules.title"), href: `${base}/schedules` },
        ]}
      />
      {children}
    </Page>
  );
}
