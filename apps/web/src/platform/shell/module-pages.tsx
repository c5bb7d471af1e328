"use client";

import { PowerOffIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/message.tsx";
import { Page } from "@/components/page.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/surface.tsx";
import { moduleOfPath } from "@/manifests/registry.ts";
import { useWords } from "@/texts/words.ts";
import { useCan, useTenantInfo } from "@/trpc/use-access.ts";

/** A page; if its module is switched off, a notice that names who can switch it on. */
export function ModulePages({ children }: { children: ReactNode }) {
  const { modulesOff, slug } = useTenantInfo();
  const t = useTranslations("shell");
  const module = useTranslations("modules");
  const can = useCan();
  const words = useWords();
  const pathname = usePathname();
  const base = `/t/${slug}`;
  const name = moduleOfPath(pathname.slice(base.length));
  if (!name || !modulesOff.includes(name)) return children;
  return (
    <Page title={words.module(name)}>
      <Card>
        <EmptyState
          icon={<PowerOffIcon />}
          title={t("off.title")}
          actions={
            can("modules.switch") && (
              <Button asChild>
                <Link href={`${base}/settings/modules`}>{module("title")}</Link>
              </Button>
            )
          }
        >
          {t(can("modules.switch") ? "off.mine" : "off.others")}
        </EmptyState>
      </Card>
    </Page>
  );
}
