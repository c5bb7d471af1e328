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
};
