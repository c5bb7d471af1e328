import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of sentences of earlier versions, which remain in the activity and in the logs of jobs. */
export const formerPhrases: PhrasesByLanguage = {
  de: {
    "The database does not answer at the moment. Try again in a moment.":
      "Die Datenbank antwortet gerade nicht. Versuchen Sie es gleich erneut.",
    "Sent mail log": "Protokoll gesendeter E-Mails",
    "exported a part of {0}": "hat gefiltert exportiert: {0, text}",
    "made an operator": "hat Betreiberrechte vergeben",
    "It took longer than {0} s.": "Der Job dauerte länger als {0} s.",
    "It was cancelled, or the worker stopped.": "Der Job wurde abgebrochen, oder der Worker wurde beendet.",
    "Attempt {0} failed: {1} It is not retried.":
      "Versuch {0} ist fehlgeschlagen: {1, text} Der Job wird nicht erneut ausgeführt.",
    "Attempt {0} failed: {1} It will be retried.":
      "Versuch {0} ist fehlgeschlagen: {1, text} Der Job wird erneut ausgeführt.",
    "It has already been sent.": "Die E-Mail wurde bereits gesendet.",
    "Its link has been used or replaced, or has expired.":
      "Der Link in dieser E-Mail wurde verwendet oder ersetzt, oder er ist abgelaufen.",
    "dropped the former secrets": "hat die früheren Geheimnisse entfernt",
    "took the operator's rights": "hat Betreiberrechte entzogen",
  },
};
