"use client";

import { LayoutDashboardIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Card } from "@/components/ui/surface.tsx";
import { byOrder, webModules } from "@/manifests/registry.ts";
import { useCan, useTenantInfo } from "@/trpc/use-access.ts";
import { PeriodFilter } from "./period-filter.tsx";

const cards = webModules.flatMap(({ dashboard }) => dashboard?.cards ?? []).sort(byOrder);
const filters = webModules.flatMap(({ dashboard }) => dashboard?.filters ?? []).sort(byOrder);
const actions = webModules.flatMap(({ name, dashboard }) =>
  dashboard?.Action ? [{ name, Action: dashboard.Action }] : [],
);

/** The start page of an organisation: the modules' cards that the person may see. */
export function Dashboard() {
  const t = useTranslations("dashboard");
  const can = useCan();
  const { name } = useTenantInfo();
  const shown = cards.filter(({ permission }) => can(permission));
  return (
    <Page
      title={t("title")}
      actions={
        <Suspense>
          {actions.map(({ name: module, Action }) => (
            <Action key={module} />
          ))}
        </Suspense>
      }
    >
      {shown.length === 0 ? (
        <Card>
          <EmptyState icon={<LayoutDashboardIcon />} title={t("none.title", { name })}>
            {t("none.about")}
          </EmptyState>
        </Card>
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-2 print:hidden">
            <PeriodFilter />
            <Suspense>
              {filters
                .filter(({ permission }) => can(permission))
                .map(({ order, Filter }) => (
                  <Filter key={order} />
                ))}
            </Suspense>
          </div>
          <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
            {shown.map(({ order, wide, Card: Part }) => (
              <div key={order} className={cn("min-w-0 empty:hidden", wide && "lg:col-span-2")}>
                <Suspense>
                  <Part />
                </Suspense>
              </div>
            ))}
          </div>
        </>
      )}
    </Page>
  );
}
