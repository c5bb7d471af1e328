import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Replay events": "Ereignisse erneut zustellen",
    "{0} of {1} events": "{0} von {1} Ereignissen",
    "{0} events": "{0} Ereignisse",
    Events: "Ereignisse",
    "replayed 1 event to {0}": "hat 1 Ereignis erneut an {0} zugestellt",
    "replayed past events to {0}": "hat vergangene Ereignisse erneut an {0} zugestellt",
    "replayed {0} events to {1}": "hat {0} Ereignisse erneut an {1} zugestellt",
    "The async handler {0} does not exist.": "Den asynchronen Handler {0} gibt es nicht.",
  },
};
