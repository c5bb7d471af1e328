"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { deadLetterInput } from "./dead-letters.ts";

/** The frame of the pages of events. */
export function EventsFrame({ children }: { children: ReactNode }) {
  const base = `/t/${useTenant()}/events`;
  const { data } = useQuery(useTRPC().jobs.list.queryOptions(deadLetterInput));
  const tabs = [
    { label: "What happened", href: base },
    { label: "Who listens", href: `${base}/map` },
    { label: "Dead letters", href: `${base}/dead-letters`, count: data?.items.length ?? 0 },
  ];
  return (
    <Page title="Events" wide>
      <Tabs label="Events" tabs={tabs} />
      {children}
    </Page>
  );
}
