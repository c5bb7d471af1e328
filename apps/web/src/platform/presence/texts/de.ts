import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  one: "{first} ist auch hier",
  two: "{first} und {second} sind auch hier",
  more: "{first} und {count, plural, one {# weitere Person} other {# weitere Personen}} sind auch hier",
  words: {
    entities: {
      presence: "Anwesenheit",
    },
  },
};
