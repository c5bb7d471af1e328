"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn.ts";
import { type UrlKeys, writeState } from "@/lists/list-url.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";

/** The interval at which a view's rows are counted, in milliseconds. */
const countedEveryMs = 60_000;

/** The saved views of a list, below its entry in the sidebar. */
export function SidebarViews({ path, list }: { path: string; list: { name: string; urlKeys: UrlKeys } }) {
  const t = useTranslations("views");
  const { data } = useQuery(useTRPC().views.list.queryOptions());
  const tenant = useTenant();
  const pathname = usePathname();
  const open = useSearchParams().get("view");
  const views = data?.items.filter((view) => view.list === list.name) ?? [];
  if (views.length === 0) return null;
  const href = `/t/${tenant}${path}`;
  return (
    <ul aria-label={t("title")} className="flex flex-col gap-0.5">
      {views.map(({ id, name, state }) => {
        const current = open === id && pathname === href;
        return (
          <li key={id}>
            <Link
              href={`${href}${writeState(state, list.urlKeys, id)}`}
              prefetch={false}
              aria-current={current ? "page" : undefined}
              className={cn(
                "flex h-7 items-center gap-2 rounded-md pr-2.5 pl-9 text-ink-soft hover:bg-sunken hover:text-ink",
                current && "bg-sunken font-medium text-ink",
              )}
            >
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <ViewCount id={id} />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The number of rows of a view. The page does not wait for it. */
function ViewCount({ id }: { id: string }) {
  const { data } = useQuery(
    useTRPC().views.count.queryOptions({ id }, { staleTime: countedEveryMs, refetchInterval: countedEveryMs }),
  );
  if (!data) return null;
  return (
    <span className="tabular text-ink-faint text-meta">
      {data.count}
      {data.more && "+"}
    </span>
  );
}
