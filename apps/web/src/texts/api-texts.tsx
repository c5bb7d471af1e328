"use client";

import { useLocale } from "next-intl";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { type Phrases, translator } from "./phrases.ts";

const Known = createContext<Phrases>({});
const Translate = createContext<(text: string) => string>((text) => text);

/** Adds translations of texts of the API to those around it. */
export function ApiTexts({ phrases, children }: { phrases: Phrases; children: ReactNode }) {
  const outer = useContext(Known);
  const all = useMemo(() => ({ ...outer, ...phrases }), [outer, phrases]);
  const language = useLocale();
  const translate = useMemo(() => translator(all, language), [all, language]);
  return (
    <Known value={all}>
      <Translate value={translate}>{children}</Translate>
    </Known>
  );
}

/**
 * Translates a text of the API for this page, such as the message of an issue. The API answers in English,
 * since programs read it too; a text without a translation is shown unchanged.
 */
export const useApiText = (): ((text: string) => string) => useContext(Translate);
