import { SearchXIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { BackButton } from "@/components/back-button.tsx";
import { EmptyState } from "@/components/states.tsx";
import { Button } from "@/components/ui/button.tsx";
import { nothingHere } from "@/lib/nothing-here.ts";

export const generateMetadata = nothingHere;

/**
 * What does not exist, and what may not be seen. It reads nothing: who asks, and for what, is not told by what is answered
 * or by how it is sent.
 */
export default function NotFound() {
  const t = useTranslations("common");
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={<SearchXIcon />}
        title={t("errors.notFound")}
        actions={
          <>
            <Button asChild variant="primary">
              <Link href="/">{t("home")}</Link>
            </Button>
            <BackButton />
            <Button asChild>
              <Link href="/account">{t("account")}</Link>
            </Button>
          </>
        }
      >
        <p>{t("notFound.about")}</p>
        <p className="mt-2">{t("notFound.ways")}</p>
      </EmptyState>
    </main>
  );
}
