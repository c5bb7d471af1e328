"use client";

import { ArrowLeftIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { Button } from "@/components/ui/button.tsx";
import { operatorPaths } from "./operator-paths.ts";

/** The polling interval of operators' pages, in milliseconds. */
export const refetchMs = 5000;

/** The options of a query that is polled. */
export const polling = { refetchInterval: refetchMs };

/** The frame of the operators' pages. */
export function OperatorFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("operator");
  return (
    <main className="flex min-h-dvh flex-col">
      <Page
        title={t("title")}
        actions={
          <Button asChild>
            <Link href="/">
              <ArrowLeftIcon /> {t("back")}
            </Link>
          </Button>
        }
      >
        <Tabs
          label={t("title")}
          tabs={[
            { label: t("tabs.queues"), href: operatorPaths.queues },
            { label: t("tabs.activity"), href: operatorPaths.activity },
            { label: t("tabs.support"), href: operatorPaths.support },
          ]}
        />
        {children}
      </Page>
    </main>
  );
}
