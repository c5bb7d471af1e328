import type { Translation } from "@waybill/validators";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  hello: "Guten Tag {name},",
  helloUnknown: "Guten Tag,",
  unexpected: "Wenn Sie diese E-Mail nicht erwartet haben, können Sie sie ignorieren.",
};
