"use client";

import { useQuery } from "@tanstack/react-query";
import {
  CheckIcon,
  ChevronsUpDownIcon,
  LifeBuoyIcon,
  LogOutIcon,
  MonitorIcon,
  MoonIcon,
  PanelLeftIcon,
  PlusIcon,
  SunIcon,
  UserIcon,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { Fragment, type ReactNode, Suspense, useEffect, useState } from "react";
import { Logo } from "@/components/logo.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { cn } from "@/lib/cn.ts";
import { useLiveStatus } from "@/lib/live.tsx";
import { useTenantInfo } from "@/lib/use-access.ts";
import { useSignOut } from "@/platform/auth/use-sign-out.ts";
import { SecondFactorBanner } from "@/platform/tenants/second-factor-required.tsx";
import { SidebarViews } from "@/platform/views/sidebar-views.tsx";
import { useText } from "@/texts/keys.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { DrawerButton } from "./drawer-button.tsx";
import { ModulePages } from "./module-pages.tsx";
import { navigation } from "./navigation.ts";
import { PaletteButton, PaletteHost, PaletteIcon } from "./palette.tsx";
import { Scanner } from "./scanner.tsx";

const foldedKey = "waybill.sidebar.folded";

/** The signed-in person, as the frame shows it. */
export interface ShellUser {
  name: string;
  email: string;
  superuser: boolean;
}

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

/** Reminds an operator of the support access. */
function SupportBanner() {
  const t = useTranslations("shell");
  const { support, name } = useTenantInfo();
  if (!support) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-warning/40 border-b bg-warning-soft px-4 py-2 text-warning sm:px-6">
      <LifeBuoyIcon aria-hidden className="size-4 shrink-0" />
      <span className="flex-1">{t("support", { tenant: name })}</span>
      <Link href="/operator" className="rounded font-medium underline underline-offset-4">
        {t("operator")}
      </Link>
    </p>
  );
}

function TenantName() {
  return <span className="truncate font-semibold">{useTenantInfo().name}</span>;
}

function Sidebar({ user, folded, onFold }: { user: ShellUser; folded: boolean; onFold?: () => void }) {
  const t = useTranslations("shell");
  const text = useText();
  const { permissions } = useTenantInfo();
  const tenant = useTenant();
  const pathname = usePathname();
  return (
    <>
      <div className="flex flex-col gap-2 border-line border-b p-2">
        <TenantSwitcher folded={folded} />
        {onFold && <PaletteButton folded={folded} />}
      </div>
      <nav aria-label={t("navigation")} className="flex flex-1 flex-col gap-4 overflow-y-auto p-2">
        {navigation.map(({ label, entries }) => (
          <div key={label} className="flex flex-col gap-0.5">
            <p className={cn("px-2.5 py-1 font-medium text-ink-faint text-meta", folded && "sr-only")}>{text(label)}</p>
            {entries
              .filter(({ permission }) => !permission || permissions.includes(permission))
              .map(({ label: key, path, icon: Icon, count, list }) => {
                const name = text(key);
                const href = `/t/${tenant}${path}`;
                const current = path ? pathname.startsWith(href) : pathname === href;
                return (
                  <Fragment key={path}>
                    <Link
                      href={href}
                      title={folded ? name : undefined}
                      aria-current={current ? "page" : undefined}
                      className={cn(
                        "relative flex h-8 items-center gap-2.5 rounded-md px-2.5 font-medium text-ink-soft hover:bg-sunken hover:text-ink",
                        current &&
                          "bg-sunken font-semibold text-ink before:absolute before:inset-y-1.5 before:left-0 before:w-0.5 before:rounded-full before:bg-accent",
                      )}
                    >
                      <Icon aria-hidden className={cn("size-4 shrink-0", current && "text-accent")} />
                      <span className={cn("flex-1", folded && "sr-only")}>{name}</span>
                      {count && !folded && (
                        <Suspense>
                          <count.Number />
                        </Suspense>
                      )}
                    </Link>
                    {list && !folded && (
                      <Suspense>
                        <SidebarViews path={path} list={list} />
                      </Suspense>
                    )}
                  </Fragment>
                );
              })}
          </div>
        ))}
      </nav>
      <div className="flex flex-col gap-1 border-line border-t p-2">
        <LiveIndicator folded={folded} />
        <PersonMenu user={user} folded={folded} />
        {onFold && (
          <Button
            variant="ghost"
            size="sm"
            onClick={onFold}
            aria-pressed={folded}
            className="justify-start text-ink-faint"
          >
            <PanelLeftIcon />
            <span className={cn(folded && "sr-only")}>{t("fold")}</span>
          </Button>
        )}
      </div>
    </>
  );
}

function LiveIndicator({ folded }: { folded: boolean }) {
  const t = useTranslations("shell.live");
  const status = useLiveStatus();
  const live = status === "live";
  return (
    <p
      role="status"
      title={t(`${status}.help`)}
      className="flex items-center gap-2.5 px-2.5 py-1 text-ink-faint text-meta"
    >
      <span aria-hidden className={cn("m-1 size-2 shrink-0 rounded-full", live ? "bg-success" : "bg-warning")} />
      <span className={cn(folded && "sr-only")}>{t(`${status}.text`)}</span>
    </p>
  );
}

function Initial({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        "flex size-6 shrink-0 items-center justify-center rounded-md bg-accent-soft font-semibold text-accent text-meta",
        className,
      )}
    >
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}

const rowClasses = "flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-sunken";

function TenantSwitcher({ folded }: { folded: boolean }) {
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

const themes = [
  { id: "light", icon: SunIcon },
  { id: "dark", icon: MoonIcon },
  { id: "system", icon: MonitorIcon },
] as const;

function PersonMenu({ user, folded }: { user: ShellUser; folded: boolean }) {
  const t = useTranslations("shell");
  const { theme, setTheme } = useTheme();
  const signOut = useSignOut();
  return (
    <Menu>
      <MenuTrigger className={rowClasses}>
        <span className="sr-only">{t("accountOf")}</span>
        <Initial name={user.name} className="rounded-full bg-sunken text-ink-soft" />
        <span className={cn("min-w-0 flex-1 truncate", folded && "sr-only")}>{user.name}</span>
      </MenuTrigger>
      <MenuContent align="start" side="top" className="w-60">
        <MenuLabel>{user.email}</MenuLabel>
        {user.superuser && (
          <MenuItem asChild>
            <Link href="/operator">
              <LifeBuoyIcon aria-hidden /> {t("operator")}
            </Link>
          </MenuItem>
        )}
        <MenuItem asChild>
          <Link href="/account">
            <UserIcon aria-hidden /> {t("account")}
          </Link>
        </MenuItem>
        <MenuSeparator />
        {themes.map(({ id, icon: Icon }) => (
          <MenuItem key={id} onSelect={() => setTheme(id)}>
            <Icon aria-hidden />
            <span className="flex-1">{t(`themes.${id}`)}</span>
            {theme === id && <CheckIcon aria-label={t("current")} />}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={signOut}>
          <LogOutIcon aria-hidden /> {t("signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
