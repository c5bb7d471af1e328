import { PlusIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { useTenant } from "@/trpc/client.tsx";

/** The primary action of the dashboard. */
export function NewParcel() {
  const t = useTranslations("parcels");
  return (
    <GuardedButton permission="parcels.create" variant="primary" asChild>
      <Link href={`/t/${useTenant()}/parcels/new`}>
        <PlusIcon /> {t("new")}
      </Link>
    </GuardedButton>
  );
}
