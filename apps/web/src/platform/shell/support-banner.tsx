import { LifeBuoyIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTenantInfo } from "@/trpc/use-access.ts";

/** Reminds an operator of the support access. */
export function SupportBanner() {
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
