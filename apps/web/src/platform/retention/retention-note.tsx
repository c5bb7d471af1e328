"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant, useTRPC } from "@/trpc/client.tsx";

/** The retention of a list's entries, below the list. @param name the name of the retention in the API */
export function RetentionNote({ name }: { name: string }) {
  const t = useTranslations("retention");
  const apiText = useApiText();
  const tenant = useTenant();
  const { data } = useQuery(useTRPC().retention.list.queryOptions());
  const kept = data?.items.find((rule) => rule.name === name);
  if (!kept || kept.days === null) return null;
  return (
    <p className="text-ink-faint text-meta">
      {t.rich("list", {
        title: apiText(kept.title),
        days: kept.days,
        link: (text) => (
          <Link href={`/t/${tenant}/settings/retention`} className="underline">
            {text}
          </Link>
        ),
      })}
    </p>
  );
}
