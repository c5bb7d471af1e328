"use client";

import { useQuery } from "@tanstack/react-query";
import { CheckIcon, ShieldAlertIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/surface.tsx";
import { useTRPC } from "@/trpc/client.tsx";

/** Names the organisation that requires a second factor, with a link back to it. */
export function RequiredFor({ slug }: { slug: string }) {
  const t = useTranslations("account.required");
  const trpc = useTRPC();
  const tenants = useQuery(trpc.tenants.list.queryOptions());
  const factors = useQuery(trpc.factors.list.queryOptions());
  const name = tenants.data?.items.find((tenant) => tenant.slug === slug)?.name;
  if (!name || !factors.data) return null;
  const done = factors.data.totp !== null || factors.data.passkeys.length > 0;
  if (!done) {
    return (
      <Notice variant="warning" icon={<ShieldAlertIcon aria-hidden />}>
        {t("setUp", { name })}
      </Notice>
    );
  }
  return (
    <Notice variant="success" icon={<CheckIcon aria-hidden />}>
      {t.rich("done", {
        name,
        link: (label) => (
          <Link href={`/t/${slug}`} className="font-medium underline underline-offset-4">
            {label}
          </Link>
        ),
      })}
    </Notice>
  );
}
