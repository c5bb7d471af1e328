import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "created the tag {0}": "hat das Schlagwort {0} angelegt",
    "changed the tag {0}": "hat das Schlagwort {0} geändert",
    "deleted the tag {0}": "hat das Schlagwort {0} gelöscht",
    tags: "Schlagwörter",
    "A tag named {0} already exists.": "Ein Schlagwort namens {0} gibt es bereits.",
    "A tag with this name already exists.": "Ein Schlagwort mit diesem Namen gibt es bereits.",
    tag: "Schlagwort",
  },
};
