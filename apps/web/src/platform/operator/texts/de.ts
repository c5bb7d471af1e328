import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Betrieb",
  fields: {
    by: "Durch",
    kind: "Art des Jobs",
    since: "Seit",
    until: "Bis",
    count: "Anzahl",
    position: "Position",
    total: "Insgesamt",
    current: "Aktuell",
    former: "Früher",
    lost: "Verloren",
  },
};
