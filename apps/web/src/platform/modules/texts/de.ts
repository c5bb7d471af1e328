import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Module",
  words: {
    actions: {
      switch: "Ein- und ausschalten",
    },
  },
};
