import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "reset the retention of {0}": "hat die Aufbewahrung zurückgesetzt: {0, text}",
    "set the retention of {0} to 1 day": "hat die Aufbewahrung auf 1 Tag gesetzt: {0, text}",
    "set the retention of {0} to {1} days": "hat die Aufbewahrung auf {1} Tage gesetzt: {0, text}",
    "This retention setting does not exist.": "Diese Einstellung zur Aufbewahrung gibt es nicht.",
    "Enter at least {0} days.": "Geben Sie mindestens {0} Tage ein.",
  },
};
