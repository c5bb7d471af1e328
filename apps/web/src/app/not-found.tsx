import { SearchXIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { BackButton } from "@/components/back-button.tsx";
import { EmptyState } from "@/components/message.tsx";
import { Button } from "@/components/ui/button.tsx";
import { notFoundMetadata } from "@/navigation/not-found-metadata.ts";

export const generateMetadata = notFoundMetadata;

/**
 * The page for records that do not exist, and for those that the person may not see. It reads nothing, so that response and headers
 * do not depend on person or subject.
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
