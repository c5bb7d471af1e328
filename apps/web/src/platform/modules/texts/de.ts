import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Module",
  none: "Keine Module",
  noneAbout: "Diese Installation hat keine Module, die sich ein- und ausschalten lassen.",
  on: "Ein",
  off: "Aus",
  needs: "Benötigt: {modules}.",
  neededBy: "Benötigt von: {modules}.",
  switchOn: {
    button: "Einschalten",
    named: "{module} einschalten",
    title: "{module} einschalten?",
    about: "Die Seiten stehen allen, die sie sehen dürfen, wieder zur Verfügung, mit den bisherigen Daten.",
    together:
      "Das Modul benötigt {modules}. {count, plural, one {Dieses Modul wird} other {Diese Module werden}} mit eingeschaltet.",
    keep: "Ausgeschaltet lassen",
    done: "Eingeschaltet: {modules}",
  },
  switchOff: {
    button: "Ausschalten",
    named: "{module} ausschalten",
    title: "{module} ausschalten?",
    about:
      "Seiten, Kennzahlen und Suchen verschwinden hier für alle, und Zeitpläne ruhen. Die Daten bleiben erhalten und sind nach dem Einschalten wieder da.",
    together:
      "{modules} {count, plural, one {benötigt das Modul und wird} other {benötigen das Modul und werden}} mit ausgeschaltet.",
    keep: "Eingeschaltet lassen",
    done: "Ausgeschaltet: {modules}",
  },
  words: {
    actions: {
      switch: "Ein- und ausschalten",
    },
  },
};
