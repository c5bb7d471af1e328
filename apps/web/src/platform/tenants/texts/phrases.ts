import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "This invitation has been used or withdrawn, or has expired. Ask for a new one.":
      "Diese Einladung wurde verwendet oder zurückgezogen, oder sie ist abgelaufen. Bitten Sie um eine neue.",
    "This invitation was sent to another email address. Sign in with the email address that received it.":
      "Diese Einladung ging an eine andere E-Mail-Adresse. Melden Sie sich mit der E-Mail-Adresse an, die sie erhalten hat.",
    "This invitation is no longer valid because its sender has left the organisation. Ask for a new one.":
      "Diese Einladung ist nicht mehr gültig, weil der Absender die Organisation verlassen hat. Bitten Sie um eine neue.",
    "This invitation is no longer valid because its sender can no longer invite people as {0}. Ask for a new one.":
      "Diese Einladung ist nicht mehr gültig, weil der Absender die Rolle {0, text} nicht mehr vergeben darf. Bitten Sie um eine neue.",
    owner: "Inhaber",
    admin: "Administrator",
    dispatcher: "Versandkraft",
    viewer: "Lesezugriff",
    "created the organisation {0}": "hat die Organisation {0} angelegt",
    "changed the organisation's settings": "hat die Einstellungen der Organisation geändert",
    "required a second factor for all members from {0}": "verlangt ab {0} von allen Mitgliedern einen zweiten Faktor",
    "removed the second factor requirement": "verlangt keinen zweiten Faktor mehr",
    "invited someone with the role {0}": "hat jemanden mit der Rolle {0, text} eingeladen",
    "resent an invitation with the role {0}": "hat eine Einladung mit der Rolle {0, text} erneut gesendet",
    "withdrew an invitation with the role {0}": "hat eine Einladung mit der Rolle {0, text} zurückgezogen",
    "joined the organisation": "ist der Organisation beigetreten",
    "gave {0} the role {1}": "hat {0} die Rolle {1, text} gegeben",
    "removed {0} from the organisation": "hat {0} aus der Organisation entfernt",
    "left the organisation": "hat die Organisation verlassen",
    "This invitation has already been accepted or withdrawn.":
      "Diese Einladung wurde bereits angenommen oder zurückgezogen.",
    "{0} is already a member.": "{0} ist bereits Mitglied.",
    "The invitation has been withdrawn, replaced or accepted, or has expired.":
      "Die Einladung wurde zurückgezogen, ersetzt oder angenommen, oder sie ist abgelaufen.",
    "An organisation needs at least one owner. Make someone else an owner first.":
      "Eine Organisation benötigt mindestens einen Inhaber. Machen Sie zuerst jemand anderen zum Inhaber.",
    "The URL name {0} is already taken.": "Der URL-Name {0} ist bereits vergeben.",
    "This URL name is already taken.": "Dieser URL-Name ist bereits vergeben.",
    "Set up a second factor for your own account first, and sign in with it.":
      "Richten Sie zuerst für Ihr eigenes Konto einen zweiten Faktor ein, und melden Sie sich damit an.",
    "The database does not support this time zone. Choose another one.":
      "Die Datenbank unterstützt diese Zeitzone nicht. Wählen Sie eine andere.",
    "started support access: {0}": "hat den Supportzugriff gestartet: {0}",
    "ended support access: {0}": "hat den Supportzugriff beendet: {0}",
  },
};
