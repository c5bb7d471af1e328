import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the activity. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "made the API key {0}, and saw it": "hat den API-Schlüssel {0} angelegt",
  },
};
