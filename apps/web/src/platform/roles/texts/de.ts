import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Rollen",
  role: "Rolle",
  new: "Neue Rolle",
  create: "Rolle anlegen",
  created: "Die Rolle {name} wurde angelegt",
  saved: "Gespeichert. Änderungen gelten ab der nächsten Anfrage.",
  builtIn: "Vordefiniert",
  permissions: "{count, plural, one {# Recht} other {# Rechte}}",
  members: "{count, plural, one {# Mitglied} other {# Mitglieder}}",
  gone: "Diese Rolle gibt es nicht mehr.",
  fields: {
    name: "Name",
    permissions: "Rechte",
  },
  permissionsHelp: "Sie können die Rechte vergeben, die Sie selbst haben.",
  matrix: {
    title: "Rechte nach Rolle",
    permission: "Recht",
    may: "{role} darf",
    mayNot: "{role} darf nicht",
    everything: "{resource}: alles",
    action: "{resource}: {action}",
    lacking: "Sie haben {permission} selbst nicht.",
  },
  deletion: {
    open: "Löschen",
    title: "Rolle {name} löschen?",
    held: "{count, plural, one {# Mitglied hat} other {# Mitglieder haben}} diese Rolle. Vergeben Sie dort zuerst eine andere.",
    about: "Niemand hat diese Rolle. Das lässt sich nicht rückgängig machen.",
    keep: "Rolle behalten",
    confirm: "Rolle löschen",
    done: "Die Rolle {name} wurde gelöscht",
  },
  words: {
    entities: {
      role: "Rolle",
    },
  },
};
