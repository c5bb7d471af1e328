import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Artikel",
  about: "Die Waren, die Sie versenden, und ihr Bestand.",
  new: "Neuer Artikel",
  import: "Artikel importieren",
  importCounts: "Zählungen importieren",
  fields: {
    sku: "Artikelnummer",
    weight: "Gewicht",
    price: "Preis",
    currency: "Währung",
    lowStockAt: "Mindestbestand",
    onHand: "Vorhanden",
    stock: "Bestand",
  },
  words: {
    entities: {
      item: "Artikel",
    },
    actions: {
      receive: "Wareneingang buchen",
      count: "Bestand zählen",
      correct: "Bestand korrigieren",
      importCounts: "Zählungen importieren",
    },
  },
};
