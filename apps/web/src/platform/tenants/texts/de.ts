import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Organisation",
  settings: {
    title: "Einstellungen",
  },
  members: {
    title: "Mitglieder",
  },
  fields: {
    slug: "Adresse",
    timeZone: "Zeitzone",
    secondFactorFrom: "Zwei-Faktor-Anmeldung verlangt ab",
    modulesOff: "Ausgeschaltete Module",
    keepDays: "Aufbewahrung in Tagen",
  },
  words: {
    entities: {
      tenant: "Organisation",
      member: "Mitglied",
      invitation: "Einladung",
    },
    actions: {
      manageMembers: "Mitglieder verwalten",
      makeOwners: "Inhaber ernennen",
    },
  },
};
