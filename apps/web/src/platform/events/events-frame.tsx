"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { deadLetterInput } from "./dead-letters.ts";

/** The frame of the pages of events. */
export function EventsFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("events");
  const base = `/t/${useTenant()}/events`;
  const { data } = useQuery(useTRPC().jobs.list.queryOptions(deadLetterInput));
  const tabs = [
    { label: t("tabs.all"), href: base },
    { label: t("tabs.map"), href: `${base}/map` },
    { label: t("tabs.deadLetters"), href: `${base}/dead-letters`, count: data?.items.length ?? 0 },
  ];
  return (
    <Page title={t("title")} wide>
      <Tabs label={t("title")} tabs={tabs} />
      {children}
    </Page>
  );
}
