import type { Translation } from "@waybill/validators";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  digest: {
    subject: "{organisation}: Pakete seit {begin}",
    happened:
      "Vom {begin} bis {end} ({timeZone}): {created, number} angelegt, {dispatched, number} versandt, {delivered, number} zugestellt, {failed, number} fehlgeschlagen.",
    packed: "Gepackt, warten auf den Versand: {packed, number}.",
    action: "Waybill öffnen",
    footer:
      "Sie erhalten diese Zusammenfassung, weil {organisation} sie eingeschaltet hat. Ein Administrator kann sie unter Jobs > Zeitpläne ausschalten.",
  },
};
