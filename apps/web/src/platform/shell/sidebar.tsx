import { PanelLeftIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Fragment, Suspense } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/cn.ts";
import { SidebarViews } from "@/platform/views/sidebar-views.tsx";
import { useText } from "@/texts/keys.ts";
import { useTenant } from "@/trpc/client.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";
import { LiveIndicator } from "./live-indicator.tsx";
import { navigation } from "./navigation.ts";
import { PaletteButton } from "./palette.tsx";
import { PersonMenu, type ShellUser } from "./person-menu.tsx";
import { TenantSwitcher } from "./tenant-switcher.tsx";

/** The navigation of a tenant, between its switcher and the menu of the person. */
export function Sidebar({ user, folded, onFold }: { user: ShellUser; folded: boolean; onFold?: () => void }) {
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
