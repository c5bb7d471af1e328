import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Installation activity": "Aktivitäten der Installation",
    "None of these jobs is left. Refresh the count.": "Diese Jobs gibt es nicht mehr. Aktualisieren Sie die Anzahl.",
    "More jobs match than were counted. Refresh the count.":
      "Der Auswahl entsprechen mehr Jobs, als gezählt wurden. Aktualisieren Sie die Anzahl.",
    "This action has already ended.": "Diese Aktion ist bereits beendet.",
    "stopped retrying the jobs “{0}” after {1} of {2}":
      "hat das erneute Ausführen der Jobs „{0, text}“ nach {1} von {2} gestoppt",
    "stopped cancelling the jobs “{0}” after {1} of {2}":
      "hat das Abbrechen der Jobs „{0, text}“ nach {1} von {2} gestoppt",
    "This job type is no longer supported, so its jobs cannot run. Cancel them instead.":
      "Dieser Jobtyp wird nicht mehr unterstützt, seine Jobs können nicht laufen. Brechen Sie sie stattdessen ab.",
    "Retry or cancel many jobs": "Viele Jobs erneut ausführen oder abbrechen",
    "Operator actions on jobs": "Aktionen der Betreiber für Jobs",
    "viewed the list of organisations": "hat die Liste der Organisationen angesehen",
    "No organisation has this URL name.": "Keine Organisation hat diesen URL-Namen.",
    "started support access to {0}": "hat den Supportzugriff auf {0} gestartet",
    "ended support access to {0}": "hat den Supportzugriff auf {0} beendet",
    "revoked an operator's support access to {0}": "hat einem Betreiber den Supportzugriff auf {0} entzogen",
    "This job type does not exist.": "Diesen Jobtyp gibt es nicht.",
  },
};
