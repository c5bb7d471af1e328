import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the activity. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "began to look into {0}": "hat den Supportzugriff auf {0} gestartet",
    "no longer looks into {0}": "hat den Supportzugriff auf {0} beendet",
    "showed an operator out of {0}": "hat einem Betreiber den Supportzugriff auf {0} entzogen",
    "stopped running again the jobs “{0}” after {1} of {2}":
      "hat das erneute Ausführen der Jobs „{0, text}“ nach {1} von {2} gestoppt",
  },
};
