import type { Language } from "@waybill/validators";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { ApiTexts } from "./api-texts.tsx";
import { phrasesIn, textsIn } from "./catalogue.ts";

/** Provides all texts in a language to a component in a test or a story. */
export function InLanguage({ language, children }: { language: Language; children: ReactNode }) {
  return (
    <NextIntlClientProvider locale={language} messages={textsIn(language)} timeZone="UTC">
      <ApiTexts phrases={phrasesIn(language)}>{children}</ApiTexts>
    </NextIntlClientProvider>
  );
}
