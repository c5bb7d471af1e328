"use client";

import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { Card } from "@/components/ui/surface.tsx";
import { useTenant } from "@/trpc/client.tsx";

/** A page with one form, below its list in the breadcrumbs. */
export function TenantPage({
  title,
  parent,
  path,
  children,
}: {
  title: string;
  parent: string;
  path: string;
  children: ReactNode;
}) {
  return (
    <Page title={title} crumbs={[{ label: parent, href: `/t/${useTenant()}${path}` }]}>
      <Card className="max-w-3xl p-5">{children}</Card>
    </Page>
  );
}
