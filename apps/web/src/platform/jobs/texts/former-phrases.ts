import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the activity. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "had the job “{0}” run again": "hat den Job „{0, text}“ erneut ausgeführt",
    "switched off “{0}”": "hat den Zeitplan „{0, text}“ ausgeschaltet",
    "had 1 job “{0}” run again": "hat 1 Job „{0, text}“ erneut ausgeführt",
    "had {0} jobs “{1}” run again": "hat {0} Jobs „{1, text}“ erneut ausgeführt",
  },
};
