"use client";

import { useQueryClient } from "@tanstack/react-query";
import { DoorClosedIcon, LogOutIcon } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { signInPath } from "@/navigation/own-path.ts";
import { EmptyState } from "./message.tsx";
import { Button } from "./ui/button.tsx";

/** The reason why a person lost access to the organisation. */
export type AccessEnd = "signedOut" | "removed" | "notAllowed";

/** Replaces an open page whose reader lost access, and clears the cached data. */
export function AccessEnded({ reason }: { reason: AccessEnd }) {
  const t = useTranslations("common");
  const queryClient = useQueryClient();
  const path = usePathname();
  const query = useSearchParams().toString();
  useEffect(() => queryClient.clear(), [queryClient]);
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <div role="alert">
        {reason === "signedOut" ? (
          <EmptyState
            icon={<LogOutIcon />}
            title={t("access.signedOut")}
            actions={
              <Button asChild variant="primary">
                <a href={signInPath({ next: query ? `${path}?${query}` : path })}>{t("signIn")}</a>
              </Button>
            }
          >
            {t("access.signedOutAbout")}
          </EmptyState>
        ) : (
          <EmptyState
            icon={<DoorClosedIcon />}
            title={t("access.lost")}
            actions={
              <Button asChild>
                <Link href="/">{t("home")}</Link>
              </Button>
            }
          >
            {t(`access.${reason}`)}
          </EmptyState>
        )}
      </div>
    </main>
  );
}
