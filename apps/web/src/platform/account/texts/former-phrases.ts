import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the activity. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "asked to change the email address to {0}": "hat beantragt, die E-Mail-Adresse in {0} zu ändern",
    "made new recovery codes": "hat neue Wiederherstellungscodes erstellt",
    "used a recovery code; {0} are left": "hat einen Wiederherstellungscode verwendet (verbleibende Codes: {0})",
    "took the account back to the address {0}": "hat das Konto mit der E-Mail-Adresse {0} wiederhergestellt",
    "signed out everywhere else": "hat sich von allen anderen Sitzungen abgemeldet",
    "had the second factor reset by an operator": "hat keinen zweiten Faktor mehr (von einem Betreiber zurückgesetzt)",
    "was signed out everywhere by an operator": "wurde von einem Betreiber überall abgemeldet",
  },
};
