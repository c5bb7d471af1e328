import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Very weak": "Sehr schwach",
    Weak: "Schwach",
    Good: "Gut",
    Strong: "Stark",
    "This is one of the most common passwords. Choose another one.":
      "Das ist eines der häufigsten Passwörter. Wählen Sie ein anderes.",
    "This is similar to a common password. Combine a few unrelated words.":
      "Das ähnelt einem häufigen Passwort. Kombinieren Sie einige Wörter, die nichts miteinander zu tun haben.",
    "This contains your name, email address or organisation, which is easy to guess. Choose something else.":
      "Das enthält Ihren Namen, Ihre E-Mail-Adresse oder Organisation und ist leicht zu erraten. Wählen Sie etwas anderes.",
    "Adjacent keys are easy to guess. Combine a few words instead.":
      "Benachbarte Tasten sind leicht zu erraten. Kombinieren Sie stattdessen einige Wörter.",
    "Repetition is easy to guess. Combine a few different words instead.":
      "Wiederholungen sind leicht zu erraten. Kombinieren Sie stattdessen einige verschiedene Wörter.",
    "Sequences such as abc and 123 are easy to guess. Combine a few words instead.":
      "Folgen wie abc und 123 sind leicht zu erraten. Kombinieren Sie stattdessen einige Wörter.",
    "Dates are easy to guess. Combine a few words instead.":
      "Datumsangaben sind leicht zu erraten. Kombinieren Sie stattdessen einige Wörter.",
    "A year adds little security. Add a word or two.":
      "Eine Jahreszahl bringt wenig Sicherheit. Fügen Sie ein oder zwei Wörter hinzu.",
    "This is too easy to guess. Add a word or two.":
      "Das ist zu leicht zu erraten. Fügen Sie ein oder zwei Wörter hinzu.",
    "This password appeared in a data breach. Choose another one.":
      "Dieses Passwort ist in einem Datenleck aufgetaucht. Wählen Sie ein anderes.",
    "No account has this email address.": "Zu dieser E-Mail-Adresse gibt es kein Konto.",
    "This email address already has an account. Sign in, or set a new password.":
      "Zu dieser E-Mail-Adresse gibt es bereits ein Konto. Melden Sie sich an, oder legen Sie ein neues Passwort fest.",
    "Enter the eight-digit code from the email.": "Geben Sie den achtstelligen Code aus der E-Mail ein.",
    "Enter the six-digit code from your authenticator app.":
      "Geben Sie den sechsstelligen Code aus Ihrer Authenticator-App ein.",
    "Enter the code.": "Geben Sie den Code ein.",
    "This email address already belongs to an account.": "Diese E-Mail-Adresse gehört bereits zu einem Konto.",
    "Someone else now has an account with this email address.":
      "Inzwischen hat jemand anderes ein Konto mit dieser E-Mail-Adresse.",
    "This account no longer exists.": "Dieses Konto gibt es nicht mehr.",
    "Your email address has changed since this link was sent. Request a new link.":
      "Ihre E-Mail-Adresse hat sich geändert, seit dieser Link gesendet wurde. Fordern Sie einen neuen an.",
    "This passkey is not registered. Use another one.":
      "Dieser Passkey ist nicht registriert. Verwenden Sie einen anderen.",
    "This request has expired. Start again.": "Diese Anfrage ist abgelaufen. Beginnen Sie erneut.",
    "This code is incorrect. Enter the current code from your app.":
      "Dieser Code ist falsch. Geben Sie den aktuellen Code aus Ihrer App ein.",
    "This passkey could not be verified. It may have been removed from the account. Sign in another way.":
      "Dieser Passkey konnte nicht geprüft werden. Vielleicht wurde er aus dem Konto entfernt. Melden Sie sich anders an.",
    "This sign-in provider is not available.": "Dieser Anmeldeanbieter ist nicht verfügbar.",
    "The email address or the password is incorrect.": "E-Mail-Adresse oder Passwort ist falsch.",
    "Too many attempts.": "Zu viele Versuche.",
    "This code is incorrect or has already been used.": "Dieser Code ist falsch oder wurde bereits verwendet.",
    "This passkey could not be verified. Try again, or use a code.":
      "Dieser Passkey konnte nicht geprüft werden. Versuchen Sie es erneut, oder verwenden Sie einen Code.",
    "This sign-in has expired or failed too often. Sign in again.":
      "Diese Anmeldung ist abgelaufen oder zu oft fehlgeschlagen. Melden Sie sich erneut an.",
  },
};
