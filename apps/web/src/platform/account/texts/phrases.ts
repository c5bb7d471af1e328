import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "This is already your email address.": "Das ist bereits Ihre E-Mail-Adresse.",
    "requested to change the email address to {0}": "hat beantragt, die E-Mail-Adresse in {0} zu ändern",
    "changed the email address from {0} to {1}": "hat die E-Mail-Adresse von {0} in {1} geändert",
    "The code has been replaced or has expired.": "Der Code wurde ersetzt oder ist abgelaufen.",
    "Enter your current password.": "Geben Sie Ihr aktuelles Passwort ein.",
    "signed out everywhere": "hat sich überall abgemeldet",
    "signed out of all other sessions": "hat sich von allen anderen Sitzungen abgemeldet",
    "This passkey has already been added.": "Dieser Passkey ist bereits hinzugefügt.",
    "This passkey could not be added. Try again.":
      "Dieser Passkey konnte nicht hinzugefügt werden. Versuchen Sie es erneut.",
    "Set up an authenticator app or a passkey first.":
      "Richten Sie zuerst eine Authenticator-App oder einen Passkey ein.",
    "changed the password": "hat das Passwort geändert",
    "recovered the account with the email address {0}": "hat das Konto mit der E-Mail-Adresse {0} wiederhergestellt",
    "set up an authenticator app": "hat eine Authenticator-App eingerichtet",
    "removed the authenticator app": "hat die Authenticator-App entfernt",
    "added the passkey {0}": "hat den Passkey {0} hinzugefügt",
    "removed the passkey {0}": "hat den Passkey {0} entfernt",
    "created new recovery codes": "hat neue Wiederherstellungscodes erstellt",
    "used a recovery code (codes left: {0})": "hat einen Wiederherstellungscode verwendet (verbleibende Codes: {0})",
    "ended all sessions": "hat alle Sitzungen beendet",
    "removed the second factor": "hat den zweiten Faktor entfernt",
    "The account no longer exists.": "Das Konto gibt es nicht mehr.",
  },
};
