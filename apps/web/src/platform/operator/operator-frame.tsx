"use client";

import { ArrowLeftIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { Button } from "@/components/ui/button.tsx";
import { at } from "./operator-paths.ts";

/** How often a page of operators reads again what it shows, in milliseconds. */
export const readAgainMs = 5000;

/** The frame of the operators' pages. */
export function OperatorFrame({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col">
      <Page
        title="Operator's desk"
        actions={
          <Button asChild>
            <Link href="/">
              <ArrowLeftIcon /> Back
            </Link>
          </Button>
        }
      >
        <Tabs
          label="Operator's desk"
          tabs={[
            { label: "Queues", href: at.queues },
            { label: "Activity", href: at.activity },
            { label: "Support", href: at.support },
          ]}
        />
        {children}
      </Page>
    </main>
  );
}
