"use client";

import { PowerOffIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Page } from "@/components/page.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/surface.tsx";
import { useCan, useTenantInfo } from "@/lib/access.tsx";
import { moduleOfPath } from "@/lib/registry.ts";
import { useWords } from "@/lib/words.ts";

/** A page; where its module is switched off, that it is, and who can switch it on. */
export function ModulePages({ children }: { children: ReactNode }) {
  const { modulesOff, slug } = useTenantInfo();
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
          title="Switched off in this organisation"
          actions={
            can("modules.switch") && (
              <Button asChild>
                <Link href={`${base}/settings/modules`}>Modules</Link>
              </Button>
            )
          }
        >
          What it kept is still there.{" "}
          {can("modules.switch") ? "You can switch it on in the settings." : "Its owners and admins can switch it on."}
        </EmptyState>
      </Card>
    </Page>
  );
}
