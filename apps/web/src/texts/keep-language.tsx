"use client";

import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { useEffect } from "react";
import { rememberLanguage } from "./remember-language.ts";

/** Sets the language of this browser to that of the account. */
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
