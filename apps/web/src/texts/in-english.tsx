import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { textsIn } from "./catalogue.ts";

/** All texts in English around a part of a page that a test draws by itself. */
export function InEnglish({ children }: { children: ReactNode }) {
  return (
    <NextIntlClientProvider locale="en" messages={textsIn("en")} timeZone="UTC">
      {children}
    </NextIntlClientProvider>
  );
}
