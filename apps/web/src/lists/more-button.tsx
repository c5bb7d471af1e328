"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";

/** Loads the next page of a list by cursor. */
export function MoreButton({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  const t = useTranslations("common");
  if (!query.hasNextPage) return null;
  return (
    <div className="flex justify-center">
      <Button disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        {query.isFetchingNextPage ? t("loading") : t("showMore")}
      </Button>
    </div>
  );
}
