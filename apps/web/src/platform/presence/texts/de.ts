import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  words: {
    entities: {
      presence: "Anwesenheit",
    },
  },
};
