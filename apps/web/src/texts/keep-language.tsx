"use client";

import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { useEffect } from "react";
import { rememberLanguage } from "./remember.ts";

/** Shows pages in the language that a person has chosen, also in a browser that does not know it yet. */
export function KeepLanguage({ language }: { language: string | null }) {
  const router = useRouter();
  const shown = useLocale();
  useEffect(() => {
    if (language === null || language === shown) return;
    rememberLanguage(language);
    router.refresh();
  }, [language, shown, router]);
  return null;
}
