import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Earlier activity": "Frühere Aktivitäten",
    "Archive earlier activity": "Frühere Aktivitäten archivieren",
    "The next nightly run starts again.": "Der nächste nächtliche Lauf beginnt erneut.",
    "Activity belongs to an organisation.": "Aktivitäten gehören zu einer Organisation.",
    "{0} entries written": "{0, number} Einträge geschrieben",
    "{0} entries removed": "{0, number} Einträge entfernt",
    Activity: "Aktivitäten",
    "About once a month, entries are written to a file before they are removed.":
      "Etwa einmal im Monat werden Einträge in eine Datei geschrieben, bevor sie entfernt werden.",
    activity: "Aktivitäten",
  },
};
