import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "shared the view {0}": "hat die Ansicht {0} geteilt",
    "changed the view {0}": "hat die Ansicht {0} geändert",
    "stopped sharing the view {0}": "teilt die Ansicht {0} nicht mehr",
    "You can have at most {0} views. Delete one first.":
      "Sie können höchstens {0} Ansichten haben. Löschen Sie zuerst eine.",
    "Only the creator of this view can stop sharing it. You can delete it instead.":
      "Nur wer diese Ansicht angelegt hat, kann das Teilen beenden. Sie können sie stattdessen löschen.",
    "This list does not exist.": "Diese Liste gibt es nicht.",
    "This value is not valid for this filter.": "Dieser Wert ist für diesen Filter ungültig.",
    "This view has too many filters. Remove some.": "Diese Ansicht hat zu viele Filter. Entfernen Sie einige.",
    "You need the permission views.share to change shared views.":
      "Um geteilte Ansichten zu ändern, benötigen Sie das Recht views.share.",
  },
};
