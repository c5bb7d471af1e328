import type { Translation } from "@waybill/validators";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  when: "Zeitpunkt: {at} UTC.",
  whenAndWhere: "Zeitpunkt: {at} UTC. IP-Adresse: {ip}.",
  action: "Konto überprüfen",
  footer: "Wenn Sie das nicht waren, legen Sie sofort ein neues Passwort fest, und melden Sie sich überall ab.",
  passwordChanged: {
    subject: "Ihr Passwort wurde geändert",
    line: "Das Passwort Ihres Kontos wurde geändert.",
  },
  emailRestored: {
    subject: "Ihr Konto wurde wiederhergestellt",
    line: "Ihr Konto verwendet wieder diese E-Mail-Adresse. Alle Sitzungen wurden beendet. Das Passwort und kürzlich hinzugefügte Anmeldemethoden (Passkeys, Authenticator-App, verknüpfte Konten) wurden entfernt.",
  },
  totpAdded: {
    subject: "Eine Authenticator-App wurde eingerichtet",
    line: "Für Ihr Konto wurde eine Authenticator-App eingerichtet. Zur Anmeldung ist jetzt ein zweiter Faktor nötig.",
  },
  totpRemoved: {
    subject: "Ihre Authenticator-App wurde entfernt",
    line: "Die Authenticator-App wurde aus Ihrem Konto entfernt.",
  },
  passkeyAdded: {
    subject: "Ein Passkey wurde hinzugefügt",
    line: "Der Passkey „{detail}“ wurde zu Ihrem Konto hinzugefügt. Wer ihn besitzt, kann sich anmelden.",
  },
  passkeyRemoved: {
    subject: "Ein Passkey wurde entfernt",
    line: "Der Passkey „{detail}“ wurde aus Ihrem Konto entfernt.",
  },
  recoveryCodesRenewed: {
    subject: "Neue Wiederherstellungscodes wurden erstellt",
    line: "Für Ihr Konto wurden neue Wiederherstellungscodes erstellt. Die bisherigen gelten nicht mehr.",
  },
  recoveryCodeUsed: {
    subject: "Ein Wiederherstellungscode wurde verwendet",
    line: "Mit einem Wiederherstellungscode hat sich jemand bei Ihrem Konto angemeldet. Verbleibende Codes: {detail}.",
  },
  sessionsEnded: {
    subject: "Sie wurden überall abgemeldet",
    line: "Ein Betreiber hat alle Sitzungen Ihres Kontos beendet. Sie können sich wie gewohnt wieder anmelden.",
  },
  secondFactorReset: {
    subject: "Ihr zweiter Faktor wurde entfernt",
    line: "Ein Betreiber hat den zweiten Faktor Ihres Kontos entfernt. Richten Sie bei der nächsten Anmeldung einen neuen ein.",
  },
};
