"use client";

import type { Permission } from "@waybill/api/permissions";
import { MoreHorizontalIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useAccess } from "@/trpc/use-access.ts";
import { ExportButton, ExportItems, type RunExport } from "./export-button.tsx";

/** A link to a page that acts on the list. */
interface LinkAction {
  permission: Permission;
  href: string;
  icon: ReactNode;
  label: string;
}

/**
 * The actions of a list: its export, imports, and the form of a new record. Below 960 px, where they do not fit beside the
 * sidebar, a menu has all but the last.
 */
export function ListActions({
  runExport,
  imports,
  create,
}: {
  runExport: RunExport;
  imports: readonly LinkAction[];
  create: LinkAction;
}) {
  const t = useTranslations("common");
  return (
    <>
      <div className="flex gap-2 max-[960px]:hidden">
        <ExportButton run={runExport} />
        {imports.map((action) => (
          <LinkButton key={action.href} action={action} />
        ))}
      </div>
      <div className="min-[960px]:hidden">
        <Menu>
          <MenuTrigger asChild>
            <Button size="icon" aria-label={t("moreActions")}>
              <MoreHorizontalIcon />
            </Button>
          </MenuTrigger>
          <MenuContent align="end">
            <ExportItems run={runExport} />
            <MenuSeparator />
            {imports.map((action) => (
              <LinkItem key={action.href} action={action} />
            ))}
          </MenuContent>
        </Menu>
      </div>
      <LinkButton action={create} primary />
    </>
  );
}

function LinkButton({ action: { permission, href, icon, label }, primary }: { action: LinkAction; primary?: boolean }) {
  return (
    <GuardedButton permission={permission} variant={primary ? "primary" : "secondary"} asChild>
      <Link href={href}>
        {icon} {label}
      </Link>
    </GuardedButton>
  );
}

/** An entry of the menu; disabled without the permission, with the reason as its title. */
function LinkItem({ action: { permission, href, icon, label } }: { action: LinkAction }) {
  const reason = useAccess().why(permission);
  const apiText = useApiText();
  if (reason) {
    return (
      <MenuItem disabled title={apiText(reason)}>
        {icon} {label}
      </MenuItem>
    );
  }
  return (
    <MenuItem asChild>
      <Link href={href}>
        {icon} {label}
      </Link>
    </MenuItem>
  );
}
