import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Jobs",
  fields: {
    cron: "Zeitplan",
  },
  words: {
    entities: {
      job: "Job",
      schedule: "Zeitplan",
    },
    actions: {
      schedule: "Zeitpläne ändern",
    },
  },
  single: "Job",
  columns: {
    name: "Job",
    state: "Status",
    progress: "Fortschritt",
    startedBy: "Gestartet von",
    attempts: "Versuche",
    took: "Dauer",
    queued: "Eingereiht",
    request: "Anfrage",
  },
  states: {
    queued: "Wartet",
    running: "Läuft",
    retrying: "Wird erneut ausgeführt",
    done: "Erledigt",
    failed: "Fehlgeschlagen",
    cancelled: "Abgebrochen",
  },
  filters: {
    state: "Nach Status filtern",
    any: "Jeder Status",
    type: "Jobtyp",
  },
  none: {
    title: "Noch keine Jobs",
    about: "Importe, Etiketten und E-Mails erscheinen hier, während ein Worker sie verarbeitet.",
  },
  page: {
    details: "Angaben",
    log: "Protokoll",
    reactsTo: "Reagiert auf",
    event: "ein Ereignis",
    hidden: "Sie sehen diesen Job und seinen Status. Eingabe und Ergebnis erfordern ein Recht, das Sie nicht haben.",
    ended: "Der Job ist beendet.",
    silent: "Noch keine Meldungen.",
    notEnded: "Der Job ist noch nicht beendet.",
    cancel: "Abbrechen",
    cancelled: "Der Job wurde abgebrochen",
    again: "Erneut ausführen",
    runsAgain: "Der Job wird erneut ausgeführt",
    download: "Datei herunterladen",
    downloadRefused: "Abgelehnte Zeilen herunterladen",
  },
  result: {
    rows: "Gelesene Zeilen",
    created: "Angelegt",
    updated: "Geändert",
    unchanged: "Unverändert",
    refused: "Abgelehnt",
  },
  schedules: {
    title: "Zeitpläne",
    on: "Ein",
    off: "Aus",
    at: "<code>{cron}</code> in {timeZone}",
    next: "<code>{cron}</code> in {timeZone}, nächstes Mal {time}",
    localTime: "{time} (Ihre Ortszeit)",
    change: "Ändern",
    saved: "Gespeichert",
    enabled: "Eingeschaltet",
    when: "Wann",
    help: "Minute, Stunde, Tag des Monats, Monat, Wochentag, in {timeZone}. „0 7 * * 1-5“ bedeutet Montag bis Freitag um 7:00 Uhr.",
  },
};
