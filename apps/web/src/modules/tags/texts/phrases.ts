import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "created the tag {0}": "hat den Tag {0} angelegt",
    "changed the tag {0}": "hat den Tag {0} geändert",
    "deleted the tag {0}": "hat den Tag {0} gelöscht",
    tags: "Tags",
    "A tag named {0} already exists.": "Einen Tag namens {0} gibt es bereits.",
    "A tag with this name already exists.": "Einen Tag mit diesem Namen gibt es bereits.",
    tag: "Tag",
  },
};
