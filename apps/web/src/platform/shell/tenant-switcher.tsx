import { useQuery } from "@tanstack/react-query";
import { CheckIcon, ChevronsUpDownIcon, PlusIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn.ts";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";
import { Initial, rowClasses } from "./menu-row.tsx";

/** The menu of the person's organisations. */
export function TenantSwitcher({ folded }: { folded: boolean }) {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const current = useTenantInfo();
  const { data } = useQuery(trpc.tenants.list.queryOptions());
  return (
    <Menu>
      <MenuTrigger className={rowClasses}>
        <span className="sr-only">{t("tenant")}</span>
        <Initial name={current.name} />
        <span className={cn("min-w-0 flex-1 truncate font-semibold", folded && "sr-only")}>{current.name}</span>
        {!folded && <ChevronsUpDownIcon aria-hidden className="size-4 shrink-0 text-ink-faint" />}
      </MenuTrigger>
      <MenuContent align="start" className="w-64">
        <MenuLabel>{t("tenants")}</MenuLabel>
        {data?.items.map(({ id, name, slug }) => (
          <MenuItem key={id} asChild>
            <Link href={`/t/${slug}`}>
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {id === current.id && <CheckIcon aria-label={t("current")} />}
            </Link>
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem asChild>
          <Link href="/organisations/new">
            <PlusIcon aria-hidden /> {t("newTenant")}
          </Link>
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
