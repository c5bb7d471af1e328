"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { byCursor } from "@/lists/cursor.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { deadLetterInput } from "./dead-letters.ts";

/** The frame of the pages of events. */
export function EventsFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("events");
  const base = `/t/${useTenant()}/events`;
  const { data } = useInfiniteQuery(useTRPC().jobs.list.infiniteQueryOptions(deadLetterInput, byCursor));
  const deadLetters = data?.pages.flatMap((page) => page.items) ?? [];
  const tabs = [
    { label: t("tabs.all"), href: base },
    { label: t("tabs.map"), href: `${base}/map` },
    { label: t("tabs.deadLetters"), href: `${base}/dead-letters`, count: deadLetters.length },
  ];
  return (
    <Page title={t("title")} wide>
      <Tabs label={t("title")} tabs={tabs} />
      {children}
    </Page>
  );
}
