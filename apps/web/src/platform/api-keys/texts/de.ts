import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "API-Schlüssel",
  words: {
    entities: {
      apiKey: "API-Schlüssel",
    },
    actions: {
      revoke: "Widerrufen",
    },
  },
};
