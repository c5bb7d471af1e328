import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the activity. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "Sent mail log": "Protokoll gesendeter E-Mails",
    "exported a part of {0}": "hat gefiltert exportiert: {0, text}",
    "made an operator": "hat Betreiberrechte vergeben",
    "took the operator's rights": "hat Betreiberrechte entzogen",
  },
};
