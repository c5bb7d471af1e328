"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { Logo } from "@/components/logo.tsx";
import { cn } from "@/components/ui/cn.ts";
import { SecondFactorBanner } from "@/platform/tenants/second-factor-required.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";
import { DrawerButton } from "./drawer-button.tsx";
import { ModulePages } from "./module-pages.tsx";
import { PaletteHost, PaletteIcon } from "./palette.tsx";
import type { ShellUser } from "./person-menu.tsx";
import { Scanner } from "./scanner.tsx";
import { Sidebar } from "./sidebar.tsx";
import { SupportBanner } from "./support-banner.tsx";

const foldedKey = "waybill.sidebar.folded";

/** The frame of a tenant's pages: the sidebar, on a phone a drawer, and the page. */
export function Shell({ user, children }: { user: ShellUser; children: ReactNode }) {
  const t = useTranslations("shell");
  const [folded, setFolded] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const pathname = usePathname();
  useEffect(() => setFolded(localStorage.getItem(foldedKey) === "1"), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when the page changes
  useEffect(() => setDrawer(false), [pathname]);
  const fold = () => {
    localStorage.setItem(foldedKey, folded ? "0" : "1");
    setFolded(!folded);
  };
  return (
    <div className="flex min-h-dvh">
      <a
        href="#page"
        className="sr-only z-50 rounded-md bg-raised px-3 py-2 font-medium shadow-lg focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <aside
        className={cn(
          "sticky top-0 flex h-dvh shrink-0 flex-col border-line border-r bg-surface max-md:hidden",
          folded ? "w-14" : "w-60",
        )}
      >
        <Sidebar user={user} folded={folded} onFold={fold} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-line border-b bg-surface px-2 md:hidden print:hidden">
          <DrawerButton open={drawer} onOpenChange={setDrawer}>
            <Sidebar user={user} folded={false} />
          </DrawerButton>
          <Logo className="size-5" />
          <TenantName />
          <PaletteIcon />
        </header>
        <Scanner />
        <PaletteHost />
        <SupportBanner />
        <SecondFactorBanner />
        <main id="page" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          <ModulePages>{children}</ModulePages>
        </main>
      </div>
    </div>
  );
}

function TenantName() {
  return <span className="truncate font-semibold">{useTenantInfo().name}</span>;
}
