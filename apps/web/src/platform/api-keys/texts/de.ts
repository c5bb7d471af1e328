import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "API-Schlüssel",
  new: "Neuer API-Schlüssel",
  newAbout: "Der Schlüssel handelt in Ihrem Namen und wird ungültig, wenn Sie die Organisation verlassen.",
  create: "API-Schlüssel anlegen",
  none: {
    title: "Keine API-Schlüssel",
    about: "Mit einem API-Schlüssel handelt ein Programm in Ihrem Namen, mit den Rechten, die Sie wählen.",
  },
  revoked: "Widerrufen",
  expired: "Abgelaufen",
  about: "{person}, <permissions>{count, plural, one {# Recht} other {# Rechte}}</permissions>",
  aboutUntil:
    "{person}, <permissions>{count, plural, one {# Recht} other {# Rechte}}</permissions>, gültig bis <expiry></expiry>",
  used: "Verwendet <time></time>",
  usedFrom: "Verwendet <time></time> von {ip}",
  unused: "Nie verwendet",
  copyNow: "Kopieren Sie den Schlüssel jetzt. Er wird nicht erneut angezeigt.",
  copy: "Kopieren",
  copied: "Kopiert",
  done: "Fertig",
  fields: {
    name: "Name",
    expiresInDays: "Gültig für",
    permissions: "Rechte",
  },
  days: "{days, plural, one {# Tag} other {# Tage}}",
  revocation: {
    open: "Widerrufen",
    title: "{name} widerrufen?",
    about: "Programme, die ihn verwenden, verlieren sofort den Zugriff. Das lässt sich nicht rückgängig machen.",
    keep: "Schlüssel behalten",
    done: "{name} wurde widerrufen",
  },
  words: {
    entities: {
      apiKey: "API-Schlüssel",
    },
    actions: {
      revoke: "Widerrufen",
    },
  },
};
