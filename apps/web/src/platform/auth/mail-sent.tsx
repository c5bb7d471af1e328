"use client";

import { MailIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Notice } from "@/components/ui/surface.tsx";

/** A notice about a sent email. @param props.outbox whether email goes to the development outbox */
export function MailSent({ outbox, children }: { outbox: boolean; children: ReactNode }) {
  const t = useTranslations("auth");
  return (
    <Notice variant="success" icon={<MailIcon aria-hidden />}>
      {children}
      {outbox && (
        <p className="mt-2">
          {t.rich("outbox", {
            link: (label) => (
              <Link href="/dev/outbox" className="font-medium underline underline-offset-4">
                {label}
              </Link>
            ),
          })}
        </p>
      )}
    </Notice>
  );
}
