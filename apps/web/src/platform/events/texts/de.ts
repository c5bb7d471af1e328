import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Ereignisse",
  fields: {
    handler: "Empfänger",
    missedOnly: "Nur verpasste",
    to: "Bis",
    from: "Von",
  },
  words: {
    entities: {
      event: "Ereignis",
    },
    actions: {
      replay: "Erneut zustellen",
    },
  },
};
