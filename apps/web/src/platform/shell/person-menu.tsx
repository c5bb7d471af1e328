import { CheckIcon, LifeBuoyIcon, LogOutIcon, MonitorIcon, MoonIcon, SunIcon, UserIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { cn } from "@/components/ui/cn.ts";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { useSignOut } from "@/platform/auth/use-sign-out.ts";
import { Initial, rowClasses } from "./menu-row.tsx";

/** The signed-in person, as the frame shows it. */
export interface ShellUser {
  name: string;
  email: string;
  operator: boolean;
}

const themes = [
  { id: "light", icon: SunIcon },
  { id: "dark", icon: MoonIcon },
  { id: "system", icon: MonitorIcon },
] as const;

/** The menu of the signed-in person: account, theme, sign-out. */
export function PersonMenu({ user, folded }: { user: ShellUser; folded: boolean }) {
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
        {user.operator && (
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
