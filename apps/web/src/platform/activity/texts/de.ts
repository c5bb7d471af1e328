import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Aktivitäten",
  none: {
    title: "Noch keine Aktivitäten",
    about: "Jede Aktion wird hier aufgezeichnet. Einträge können nicht geändert werden.",
  },
  filters: {
    person: "Nach Person filtern",
    anyone: "Alle Personen",
    subject: "Nach Objekt filtern",
    anything: "Alle Objekte",
    from: "Von",
    to: "Bis",
    thisOne: "dieser Eintrag",
    about: "Objekt",
    request: "Anfrage",
  },
  actors: {
    apiKey: "API-Schlüssel",
    apiKeyNamed: "API-Schlüssel {name}",
    support: "Support",
    operator: "Betreiber",
    command: "Kommandozeile",
    job: "Job",
  },
  entry: {
    for: "für {name}",
    show: "Details anzeigen",
    hide: "Details ausblenden",
    from: "von {ip}",
    request: "Anfrage {id}",
    all: "Alle Aktivitäten: {subject}",
    job: "Der Job",
    became: "wurde zu",
    nothing: "nichts",
  },
};
