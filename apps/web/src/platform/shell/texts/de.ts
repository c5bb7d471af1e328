import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  skip: "Zum Inhalt springen",
  menu: "Menü",
  openMenu: "Menü öffnen",
  navigation: "Hauptmenü",
  fold: "Seitenleiste einklappen",
  support:
    "Sie haben Supportzugriff auf {tenant}. Sie können nichts ändern, und {tenant} kann sehen, dass Sie hier sind.",
  operator: "Betreiberbereich",
  live: {
    live: { text: "Live", help: "Änderungen erscheinen automatisch" },
    connecting: {
      text: "Verbindung wird hergestellt …",
      help: "Änderungen erscheinen, sobald die Verbindung wieder besteht",
    },
    polling: {
      text: "Alle paar Sekunden",
      help: "Es gibt keine Live-Verbindung. Die Seite prüft alle paar Sekunden auf Änderungen",
    },
  },
  tenant: "Organisation:",
  tenants: "Organisationen",
  newTenant: "Neue Organisation",
  current: "aktuell",
  account: "Ihr Konto",
  accountOf: "Ihr Konto:",
  signOut: "Abmelden",
  themes: {
    light: "Hell",
    dark: "Dunkel",
    system: "System",
  },
  shortcut: "Strg K",
  search: "Suchen",
  palette: {
    light: "Helle Farben",
    dark: "Dunkle Farben",
    commands: "Befehle",
    pages: "Seiten",
    searching: "Suche läuft …",
    nothing: "Keine Treffer für „{search}“.",
  },
  off: {
    title: "In dieser Organisation ausgeschaltet",
    mine: "Die Daten bleiben erhalten. Sie können das Modul in den Einstellungen einschalten.",
    others: "Die Daten bleiben erhalten. Inhaber und Administratoren können das Modul einschalten.",
  },
  notFound: "Der Code „{code}“ wurde nicht gefunden ({kinds}).",
  groups: {
    desk: "Versand",
    administration: "Verwaltung",
  },
};
