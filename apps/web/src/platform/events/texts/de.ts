import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Ereignisse",
  fields: {
    handler: "Handler",
    missedOnly: "Nur verpasste",
    to: "Bis",
    from: "Von",
  },
  words: {
    entities: {
      event: "Ereignis",
    },
    actions: {
      replay: "Erneut zustellen",
    },
  },
  single: "Ereignis",
  tabs: {
    all: "Alle Ereignisse",
    map: "Handler",
    deadLetters: "Dead Letters",
  },
  columns: {
    name: "Ereignis",
    payload: "Inhalt",
    causedBy: "Ausgelöst von",
    when: "Wann",
    version: "Version",
    request: "Anfrage",
  },
  filter: "Nach Ereignis filtern",
  any: "Alle Ereignisse",
  none: {
    title: "Noch keine Ereignisse",
    about: "Jede Änderung eines Datensatzes löst ein Ereignis aus, das hier erscheint.",
  },
  page: {
    handlers: "Handler",
    details: "Angaben",
    noHandlers: "Kein Handler reagiert auf dieses Ereignis.",
    later: "{module}, nach dem Commit",
    inside: "{module}, in der Transaktion",
    replay: "Erneut zustellen",
    replayed: "Das Ereignis wird erneut zugestellt",
  },
  map: {
    version: "Version {version}",
    noHandlers: "keine Handler",
    replay: "Erneut zustellen …",
  },
  replaying: {
    title: "Ereignisse erneut an {handler} zustellen",
    about:
      "Der Handler erhält sie erneut, als wären sie gerade geschehen. Handler können ein Ereignis ohne Schaden zweimal erhalten.",
    missed: "Nur Ereignisse, die er nie erhalten hat",
    all: "Alle Ereignisse",
    from: "Von (optional)",
    to: "Bis (optional)",
    count: "{count, plural, one {# Ereignis wird erneut zugestellt.} other {# Ereignisse werden erneut zugestellt.}}",
    countOfFirst:
      "{count, plural, =0 {Von den ersten Ereignissen wird keines erneut zugestellt.} one {Mindestens # Ereignis wird erneut zugestellt.} other {Mindestens # Ereignisse werden erneut zugestellt.}} Nur die ersten {checked} werden gezählt.",
    counting: "Wird gezählt …",
    start: "Erneut zustellen",
  },
  deadLetters: {
    none: "Keine Dead Letters",
    about: "Jobs von Handlern, deren letzter Versuch fehlgeschlagen ist, stehen hier mit dem Grund.",
    retried: "Der Handler wird erneut ausgeführt",
    attempts: "{count, plural, one {# Versuch} other {# Versuche}}, <at></at>",
    attemptsOf: "{count, plural, one {# Versuch} other {# Versuche}}, <at></at> · <event>das Ereignis</event>",
  },
};
