import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Pakete",
  about: "Was Sie packen und versenden, und wo es ist.",
  new: "Neues Paket",
  import: "Pakete importieren",
  attention: {
    title: "Zu klären",
  },
  fields: {
    reference: "Referenz",
    recipientId: "Empfänger",
    lines: "Positionen",
    note: "Notiz",
    packed: "Gepackt",
    selection: "Auswahl",
    parcels: "Pakete",
  },
  words: {
    entities: {
      parcel: "Paket",
    },
    actions: {
      dispatch: "Versenden",
      cancel: "Stornieren",
      retry: "Erneut versuchen",
    },
  },
};
