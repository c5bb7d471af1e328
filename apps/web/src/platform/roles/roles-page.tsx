"use client";

import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { CheckIcon, PlusIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Page } from "@/components/page.tsx";
import { ErrorState } from "@/components/states.tsx";
import { Badge, Card, Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useCan } from "@/lib/use-access.ts";
import { useWords } from "@/lib/words.ts";
import { useRoleName } from "@/platform/tenants/use-role-name.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";

type Roles = RouterOutputs["roles"]["list"];

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
          <Matrix roles={data} />
        </>
      )}
    </Page>
  );
}

function RoleList({ roles }: { roles: Roles["items"] }) {
  const t = useTranslations("roles");
  const roleName = useRoleName();
  const tenant = useTenant();
  const can = useCan();
  return (
    <Card>
      <ul className="divide-y divide-line">
        {roles.map(({ id, name, builtIn, permissions, members }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <div className="flex min-w-48 flex-1 items-center gap-2">
              {builtIn || !can("roles.manage") ? (
                <span className="font-medium">{roleName(name)}</span>
              ) : (
                <Link href={`/t/${tenant}/roles/${id}`} className="rounded font-medium hover:underline">
                  {name}
                </Link>
              )}
              {builtIn && <Badge variant="neutral">{t("builtIn")}</Badge>}
            </div>
            <div className="tabular flex gap-4 text-ink-soft">
              <span>{t("permissions", { count: permissions.length })}</span>
              <span className="sm:w-24 sm:text-right">{t("members", { count: members })}</span>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Matrix({ roles: { items, resources } }: { roles: Roles }) {
  const t = useTranslations("roles.matrix");
  const roleName = useRoleName();
  const words = useWords();
  return (
    <Panel title={t("title")}>
      <div className="relative -m-4 overflow-x-auto">
        <table className="w-full text-left">
          <thead>
            <tr className="border-line border-b text-ink-faint text-meta">
              <th scope="col" className="h-9 px-4 font-medium">
                {t("permission")}
              </th>
              {items.map(({ id, name }) => (
                <th key={id} scope="col" className="h-9 px-2 text-center font-medium lg:px-3">
                  <span className="inline-block max-w-28 truncate align-bottom" title={roleName(name)}>
                    {roleName(name)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          {resources.map(({ name, actions }) => (
            <tbody key={name}>
              <tr className="border-line border-b bg-sunken/50">
                <th scope="rowgroup" colSpan={items.length + 1} className="h-8 px-4 text-left font-semibold text-meta">
                  {words.module(name)}
                </th>
              </tr>
              {actions.map((action) => (
                <tr key={action} className="border-line border-b last:border-0">
                  <th scope="row" className="h-9 whitespace-nowrap px-4 pl-7 text-left font-normal">
                    {words.action(name, action)}
                  </th>
                  {items.map(({ id, name: role, permissions }) => (
                    <td key={id} className="px-2 text-center lg:px-3">
                      {permissions.includes(`${name}.${action}`) ? (
                        <CheckIcon
                          aria-label={t("may", { role: roleName(role) })}
                          className="mx-auto size-4 text-success"
                        />
                      ) : (
                        <span className="text-ink-faint">
                          <span aria-hidden>–</span>
                          <span className="sr-only">{t("mayNot", { role: roleName(role) })}</span>
                        </span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Panel>
  );
}
