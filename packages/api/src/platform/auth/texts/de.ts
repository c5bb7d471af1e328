import type { Translation } from "@waybill/validators";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  accountExists: {
    subject: "Sie haben bereits ein Konto",
    line: "Jemand, vermutlich Sie selbst, wollte sich mit dieser E-Mail-Adresse registrieren. Sie haben bereits ein Konto, daher hat sich nichts geändert.",
    forgotten: "Wenn Sie Ihr Passwort vergessen haben, legen Sie ein neues fest.",
    action: "Neues Passwort festlegen",
  },
  signUp: {
    subject: "Bestätigen Sie Ihre E-Mail-Adresse",
    line: "Bestätigen Sie diese E-Mail-Adresse, und wählen Sie ein Passwort, um Waybill zu nutzen. Der Link funktioniert einmal und läuft nach {hours, number} Stunden ab.",
    action: "E-Mail-Adresse bestätigen",
  },
  resetPassword: {
    subject: "Neues Passwort festlegen",
    line: "Mit diesem Link legen Sie ein neues Passwort fest. Er funktioniert einmal und läuft nach {minutes, number} Minuten ab.",
    action: "Neues Passwort festlegen",
  },
  signIn: {
    subject: "Ihr Anmeldelink",
    line: "Mit diesem Link melden Sie sich ohne Passwort an. Er funktioniert einmal und läuft nach {minutes, number} Minuten ab. Geben Sie ihn nicht weiter.",
    action: "Anmelden",
  },
};
