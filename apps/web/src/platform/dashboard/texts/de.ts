import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Dashboard",
  none: {
    title: "Willkommen bei {name}",
    about: "Sie haben keinen Zugriff auf Kennzahlen. Das Menü zeigt die anderen Seiten.",
  },
  period: {
    label: "Zeitraum",
    last: "{days, plural, one {Letzter Tag} other {Letzte # Tage}}",
    own: "Von … bis …",
    first: "Erster Tag",
    end: "Letzter Tag",
    wrong: "Wählen Sie einen ersten und einen letzten Tag, höchstens {max, number} Tage.",
  },
};
