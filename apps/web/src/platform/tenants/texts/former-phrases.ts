import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the activity. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "no longer requires a second factor of the members": "verlangt keinen zweiten Faktor mehr",
    "required a second factor of every member, from {0} on":
      "verlangt ab {0} von allen Mitgliedern einen zweiten Faktor",
    "took {0} out of the organisation": "hat {0} aus der Organisation entfernt",
    "invited someone as {0}": "hat jemanden mit der Rolle {0, text} eingeladen",
    "resent an invitation as {0}": "hat eine Einladung mit der Rolle {0, text} erneut gesendet",
    "withdrew an invitation as {0}": "hat eine Einladung mit der Rolle {0, text} zurückgezogen",
    "joined as {0}": "ist als {0} beigetreten",
    "invited somebody as {0}": "hat jemanden mit der Rolle {0, text} eingeladen",
    "sent an invitation as {0} again": "hat eine Einladung mit der Rolle {0, text} erneut gesendet",
    "began to look in for support: {0}": "hat den Supportzugriff gestartet: {0}",
    "ended the support access: {0}": "hat den Supportzugriff beendet: {0}",
  },
};
