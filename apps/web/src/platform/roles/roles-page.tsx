"use client";

import { useQuery } from "@tanstack/react-query";
import { PlusIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Page } from "@/components/page.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Card, Skeleton } from "@/components/ui/surface.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { RoleList } from "./role-list.tsx";
import { RoleMatrix } from "./role-matrix.tsx";

/** The roles, and a matrix of their permissions. */
export function RolesPage() {
  const t = useTranslations("roles");
  const { data, error, refetch } = useQuery(useTRPC().roles.list.queryOptions());
  const tenant = useTenant();
  return (
    <Page
      title={t("title")}
      count={data?.items.length ?? null}
      actions={
        <GuardedButton permission="roles.manage" variant="primary" asChild>
          <Link href={`/t/${tenant}/roles/new`}>
            <PlusIcon /> {t("new")}
          </Link>
        </GuardedButton>
      }
    >
      {error && (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      )}
      {!data && !error && <Skeleton className="h-96" />}
      {data && (
        <>
          <RoleList roles={data.items} />
          <RoleMatrix roles={data} />
        </>
      )}
    </Page>
  );
}
