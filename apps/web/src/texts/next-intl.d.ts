import type { Language } from "@waybill/validators";
import type { Texts } from "./catalogue.ts";

// The types of texts and languages for `useTranslations` and `getTranslations`.
declare module "next-intl" {
  interface AppConfig {
    Locale: Language;
    Messages: Texts;
  }
}
