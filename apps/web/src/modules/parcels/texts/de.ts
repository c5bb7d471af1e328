import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Pakete",
  about: "Was Sie packen und versenden, und wo es ist.",
  new: "Neues Paket",
  import: "Pakete importieren",
  attention: {
    title: "Zu klären",
  },
};
