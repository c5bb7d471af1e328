import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Remove expired data": "Abgelaufene Daten entfernen",
    "The next nightly run removes the rest.": "Der nächste nächtliche Lauf entfernt den Rest.",
    "An operator cancelled this job.": "Ein Betreiber hat diesen Job abgebrochen.",
    "This job belongs to someone else. You need the permission jobs.manage.":
      "Dieser Job gehört jemand anderem. Sie benötigen das Recht jobs.manage.",
    "Reconcile jobs with the queue": "Jobs mit der Warteschlange abgleichen",
    "The job runs again within an hour.": "Der Job läuft innerhalb einer Stunde erneut.",
    "Remove data past its retention period": "Daten nach Ablauf der Aufbewahrung entfernen",
    "The next nightly run continues.": "Der nächste nächtliche Lauf macht weiter.",
    "The same job is already queued or running. Try again when it has ended.":
      "Derselbe Job wartet oder läuft bereits. Versuchen Sie es erneut, wenn er beendet ist.",
    "Update the schedule": "Zeitplan aktualisieren",
    "Run due jobs": "Fällige Jobs ausführen",
    "The schedule runs again at its next scheduled time.":
      "Der Zeitplan wird zum nächsten Zeitpunkt erneut ausgeführt.",
    "The schedule keeps its former time zone until the dead letter is retried.":
      "Der Zeitplan behält seine bisherige Zeitzone, bis der Dead Letter erneut ausgeführt wird.",
    "This schedule never runs. Enter five fields, such as 0 7 * * 1-5.":
      "Dieser Zeitplan wird nie ausgeführt. Geben Sie fünf Felder ein, etwa 0 7 * * 1-5.",
    "scheduled “{0}”": "hat „{0, text}“ eingeplant",
    "switched off the schedule “{0}”": "hat den Zeitplan „{0, text}“ ausgeschaltet",
    "This schedule does not exist.": "Diesen Zeitplan gibt es nicht.",
    "This job was created by an older version, and its input can no longer be read. Start a new job instead.":
      "Dieser Job stammt von einer älteren Version, und seine Eingabe ist nicht mehr lesbar. Starten Sie einen neuen Job.",
    "This job has already ended.": "Dieser Job ist bereits beendet.",
    "{0} cancelled the job.": "{0} hat den Job abgebrochen.",
    "cancelled the job “{0}”": "hat den Job „{0, text}“ abgebrochen",
    "Only a failed or cancelled job can be retried.":
      "Nur ein fehlgeschlagener oder abgebrochener Job kann erneut ausgeführt werden.",
    "The data of the job cannot be read.": "Die Daten des Jobs können nicht gelesen werden.",
    "This job type is no longer supported. Start a new job instead.":
      "Dieser Jobtyp wird nicht mehr unterstützt. Starten Sie einen neuen Job.",
    "retried the job “{0}”": "hat den Job „{0, text}“ erneut ausgeführt",
    "retried 1 job “{0}”": "hat 1 Job „{0, text}“ erneut ausgeführt",
    "retried {0} jobs “{1}”": "hat {0} Jobs „{1, text}“ erneut ausgeführt",
    "cancelled 1 job “{0}”": "hat 1 Job „{0, text}“ abgebrochen",
    "cancelled {0} jobs “{1}”": "hat {0} Jobs „{1, text}“ abgebrochen",
  },
};
