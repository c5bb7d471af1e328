import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the activity. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "The carrier answered {0}: {1}": "Der Versanddienst hat mit {0} geantwortet: {1}",
    "The carrier could not deliver it.": "Der Versanddienst konnte das Paket nicht zustellen.",
    "Parcel counts corrected": "Paketzahlen korrigiert",
    "made the label of the parcel {0}": "hat das Etikett des Pakets {0} erstellt",
    "gave up on the parcel {0}": "hat das Paket {0} als fehlgeschlagen markiert",
    "learned that the parcel {0} was delivered": "hat die Zustellung des Pakets {0} vermerkt",
    "was refused by the carrier for the parcel {0}": "hat vermerkt, dass der Versanddienst das Paket {0} abgelehnt hat",
    "recorded that the carrier refused the parcel {0}":
      "hat vermerkt, dass der Versanddienst das Paket {0} abgelehnt hat",
    "sent the parcel {0} again": "hat den Versand des Pakets {0} erneut versucht",
    "began to dispatch 1 parcel": "hat den Versand von 1 Paket gestartet",
    "began to dispatch {0} parcels": "hat den Versand von {0} Paketen gestartet",
    "began to pack 1 parcel": "hat das Packen von 1 Paket gestartet",
    "began to pack {0} parcels": "hat das Packen von {0} Paketen gestartet",
  },
};
