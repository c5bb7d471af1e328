"use client";

import { CircleAlertIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/message.tsx";
import { Button } from "@/components/ui/button.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("common");
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={<CircleAlertIcon />}
        title={t("errors.title")}
        actions={<Button onClick={reset}>{t("tryAgain")}</Button>}
      >
        {error.digest ? t("errors.number", { number: error.digest }) : t("errors.about")}
      </EmptyState>
    </main>
  );
}
