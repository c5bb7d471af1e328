import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the activity. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "opened a file of {0}": "hat eine Vorschau geöffnet: {0, text}",
    "began an import of {0}": "hat einen Import gestartet: {0, text}",
  },
};
