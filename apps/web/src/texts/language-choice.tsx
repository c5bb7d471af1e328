"use client";

import { languages } from "@waybill/validators/languages";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { Select } from "@/components/ui/input.tsx";
import { rememberLanguage } from "./remember-language.ts";

/** The names of the languages, each in its own. */
export const languageNames = { en: "English", de: "Deutsch" } as const;

/** Chooses the language of this browser: for people who are not signed in. */
export function LanguageChoice() {
  const t = useTranslations("common");
  const router = useRouter();
  return (
    <Select
      aria-label={t("language")}
      value={useLocale()}
      onChange={({ target }) => {
        rememberLanguage(target.value);
        router.refresh();
      }}
      className="h-8 w-auto border-transparent text-ink-faint text-meta shadow-none"
    >
      {languages.map((language) => (
        <option key={language} value={language} lang={language}>
          {languageNames[language]}
        </option>
      ))}
    </Select>
  );
}
