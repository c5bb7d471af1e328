import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "created the API key {0}": "hat den API-Schlüssel {0} angelegt",
    "revoked the API key {0}": "hat den API-Schlüssel {0} widerrufen",
    "This key belongs to someone else. You need the permission apiKeys.manage.":
      "Dieser Schlüssel gehört jemand anderem. Sie benötigen das Recht apiKeys.manage.",
    "You do not have these permissions: {0}.": "Diese Rechte haben Sie nicht: {0}.",
  },
};
