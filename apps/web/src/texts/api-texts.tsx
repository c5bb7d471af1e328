"use client";

import { useLocale } from "next-intl";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { type Phrases, translator } from "./phrases.ts";

const Known = createContext<Phrases>({});
const Translate = createContext<(text: string) => string>((text) => text);

/** Adds translations of texts of the API to those that are there. */
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
 * What translates a text of the API for this page: the message of an issue, the title of a job. The API answers in English,
 * since programs read it too; what has no translation is shown as it is.
 */
export const useApiText = (): ((text: string) => string) => useContext(Translate);
