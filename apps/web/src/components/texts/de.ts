import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  about: "Ein Versandtisch, den sich viele Organisationen teilen.",
  language: "Sprache",
  cancel: "Abbrechen",
  save: "Speichern",
  fields: {
    name: "Name",
    email: "E-Mail",
    state: "Status",
    role: "Rolle",
    permissions: "Rechte",
    tagIds: "Tags",
    reason: "Grund",
    archived: "Archiviert",
    enabled: "Aktiviert",
    fileId: "Datei",
    format: "Format",
    minutes: "Minuten",
    expiresInDays: "Läuft ab in Tagen",
  },
  words: {
    actions: {
      read: "Lesen",
      create: "Anlegen",
      update: "Ändern",
      delete: "Löschen",
      remove: "Entfernen",
      manage: "Verwalten",
      cancel: "Abbrechen",
      retry: "Wiederholen",
      archive: "Archivieren",
      export: "Exportieren",
      import: "Importieren",
    },
  },
};
