import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the results of jobs. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "Someone else took stock at the same time, and not enough is left. Reload the page and try again.":
      "Gleichzeitig hat jemand anderes Bestand entnommen, und es ist nicht genug übrig. Laden Sie die Seite neu, und versuchen Sie es erneut.",
    "{0} of {1} are reserved by packed parcels, but only {2} would be left. Unpack parcels first.":
      "{0} von {1} sind für gepackte Pakete reserviert, aber nur {2} blieben übrig. Setzen Sie zuerst Pakete auf Entwurf zurück.",
    "Only {0} of {1} are on hand.": "Von {1} sind nur {0} vorhanden.",
    "Only {0} of {1} are available, but the parcel needs {2}.":
      "Von {1} sind nur {0} verfügbar, das Paket benötigt aber {2}.",
    "The stock was {0} when the count began and has been counted or corrected since. {1} are on hand now. Count the item again.":
      "Zu Beginn der Zählung war der Bestand {0}; seitdem wurde er gezählt oder korrigiert. Jetzt vorhanden: {1}. Zählen Sie den Artikel erneut.",
  },
};
