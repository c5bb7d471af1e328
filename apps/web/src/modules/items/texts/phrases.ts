import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Available stock excludes reserved stock, but a count includes it. Choose this column only if nothing is reserved.":
      "Der verfügbare Bestand enthält keinen reservierten, eine Zählung aber schon. Wählen Sie diese Spalte nur, wenn nichts reserviert ist.",
    "created the item {0}, {1}": "hat den Artikel {0}, {1} angelegt",
    "changed the item {0}": "hat den Artikel {0} geändert",
    "archived the item {0}": "hat den Artikel {0} archiviert",
    "restored the item {0}": "hat den Artikel {0} wiederhergestellt",
    "finished an import of items": "hat einen Import abgeschlossen: Artikel",
    "finished an import of counts": "hat einen Import abgeschlossen: Zählungen",
    "received {0} of {1}": "hat einen Wareneingang gebucht: {0} × {1}",
    "counted {0} of {1}": "hat gezählt: {0} × {1}",
    "corrected the stock of {0} by +{1}": "hat den Bestand von {0} um +{1} korrigiert",
    "corrected the stock of {0} by −{1}": "hat den Bestand von {0} um −{1} korrigiert",
    items: "Artikel",
    "Import items": "Artikel importieren",
    "Rows that were already imported are kept. The job's page shows the progress.":
      "Bereits importierte Zeilen bleiben erhalten. Die Seite des Jobs zeigt den Fortschritt.",
    "Import stock counts": "Zählungen importieren",
    "Counts that were already recorded are kept. The job's page shows the progress.":
      "Bereits gebuchte Zählungen bleiben erhalten. Die Seite des Jobs zeigt den Fortschritt.",
    counts: "Zählungen",
    "This item is archived. Choose another one.": "Dieser Artikel ist archiviert. Wählen Sie einen anderen.",
    "The SKU {0} is already used by another item.": "Die Artikelnummer {0} gehört bereits zu einem anderen Artikel.",
    "This SKU is already used by another item.": "Diese Artikelnummer gehört bereits zu einem anderen Artikel.",
    "An item can have at most 1,000,000,000 on hand.":
      "Von einem Artikel können höchstens 1.000.000.000 vorhanden sein.",
    "Stock of this item was used elsewhere at the same time, and not enough is left. Reload the page and try again.":
      "Bestand dieses Artikels wurde gleichzeitig anderweitig verwendet, und es ist nicht genug übrig. Laden Sie die Seite neu, und versuchen Sie es erneut.",
    "One of these tags no longer exists. Choose others.":
      "Eines dieser Schlagwörter gibt es nicht mehr. Wählen Sie andere.",
    "The price has more decimal places than {0} allows. Enter it again.":
      "Der Preis hat mehr Nachkommastellen, als {0} zulässt. Geben Sie ihn erneut ein.",
    "{0}: {1} reserved by packed parcels, but only {2} would be left. Mark parcels as drafts first.":
      "{0}: {1} für gepackte Pakete reserviert, aber nur {2} blieben übrig. Setzen Sie zuerst Pakete auf Entwurf zurück.",
    "{0}: only {1} on hand.": "{0}: nur {1} vorhanden.",
    "{0}: only {1} available, but the parcel needs {2}.": "{0}: nur {1} verfügbar, das Paket benötigt aber {2}.",
    "Someone else counted this item in the meantime. On hand now: {0}. Check the count.":
      "Inzwischen hat jemand anderes diesen Artikel gezählt. Jetzt vorhanden: {0}. Prüfen Sie die Zählung.",
    "Opening stock": "Anfangsbestand",
    "The item {0} does not exist.": "Den Artikel {0} gibt es nicht.",
    "The stock was {0} when the count started and has been counted or corrected since. On hand now: {1}. Count the item again.":
      "Zu Beginn der Zählung war der Bestand {0}; seitdem wurde er gezählt oder korrigiert. Jetzt vorhanden: {1}. Zählen Sie den Artikel erneut.",
    "Imported count": "Importierte Zählung",
    item: "Artikel",
    "Use only letters, digits, and . _ / -": "Verwenden Sie nur Buchstaben, Ziffern und . _ / -",
    "Use no more decimal places than the currency has.":
      "Verwenden Sie nicht mehr Nachkommastellen, als die Währung hat.",
    "Enter the difference, such as 5 or -5.": "Geben Sie die Differenz ein, etwa 5 oder -5.",
  },
};
