import type { Translation } from "@waybill/validators";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  changeEmail: {
    subject: "Bestätigen Sie Ihre neue E-Mail-Adresse",
    line: "Bestätigen Sie, dass Sie sich bei Waybill mit dieser E-Mail-Adresse anmelden möchten. Der Link läuft nach {hours, number} Stunden ab.",
    action: "E-Mail-Adresse bestätigen",
  },
  emailChanged: {
    subject: "Ihre E-Mail-Adresse wurde geändert",
    changed:
      "Die E-Mail-Adresse Ihres Kontos ist jetzt {email}. Wenn Sie das selbst geändert haben, müssen Sie nichts tun.",
    undo: "Wenn nicht, stellen Sie Ihr Konto wieder her. Dadurch werden alle Sitzungen beendet und kürzlich hinzugefügte Anmeldemethoden entfernt, und Sie können ein neues Passwort festlegen.",
    action: "Das war ich nicht",
    footer: "Der Link läuft nach {days, number} Tagen ab.",
  },
  code: {
    subject: "Ihr Bestätigungscode",
    line: "Ihr Bestätigungscode lautet {code}. Er gilt {minutes, number} Minuten, und nur in der Sitzung, die ihn angefordert hat.",
    footer:
      "Wenn Sie diesen Code nicht angefordert haben, verwendet jemand anderes Ihr Konto. Melden Sie sich überall ab, und geben Sie den Code nicht weiter.",
  },
};
