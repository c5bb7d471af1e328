import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "created the place {0}, {1}": "hat die Adresse {0}, {1} angelegt",
    "changed the place {0}": "hat die Adresse {0} geändert",
    "deleted the place {0}, {1}": "hat die Adresse {0}, {1} gelöscht",
    "finished an import of places": "hat einen Import abgeschlossen: Adressen",
    places: "Adressen",
    "Import places": "Adressen importieren",
    "Rows that were already imported are kept. The job's page shows the progress.":
      "Bereits importierte Zeilen bleiben erhalten. Die Seite des Jobs zeigt den Fortschritt.",
    "The code {0} is already used by another place.": "Das Kürzel {0} gehört bereits zu einer anderen Adresse.",
    "This code is already used by another place.": "Dieses Kürzel gehört bereits zu einer anderen Adresse.",
    place: "Adresse",
    "Use a country code, such as DE.": "Verwenden Sie einen Ländercode, etwa DE.",
    "This does not look like a postcode in {0}. A spreadsheet may have removed leading zeros: {1}.":
      "Das sieht nicht nach einer Postleitzahl in {0} aus. Vielleicht hat eine Tabellenkalkulation führende Nullen entfernt: {1}.",
    "This does not look like a postcode in {0}.": "Das sieht nicht nach einer Postleitzahl in {0} aus.",
  },
};
