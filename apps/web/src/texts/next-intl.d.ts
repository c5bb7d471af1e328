import type { Language } from "@waybill/validators";
import type { Texts } from "./catalogue.ts";

// What `useTranslations` and `getTranslations` know of this app.
declare module "next-intl" {
  interface AppConfig {
    Locale: Language;
    Messages: Texts;
  }
}
