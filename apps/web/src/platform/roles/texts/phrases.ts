import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "created the role {0}": "hat die Rolle {0} angelegt",
    "changed the role {0}": "hat die Rolle {0} geändert",
    "deleted the role {0}": "hat die Rolle {0} gelöscht",
    "A role named {0} already exists.": "Eine Rolle namens {0} gibt es bereits.",
    "Members or invitations use this role. Assign another role to them first.":
      "Mitglieder oder Einladungen haben diese Rolle. Weisen Sie ihnen zuerst eine andere zu.",
    "A role with this name already exists.": "Eine Rolle mit diesem Namen gibt es bereits.",
    "This role no longer exists. Choose another one.": "Diese Rolle gibt es nicht mehr. Wählen Sie eine andere.",
    "These permissions do not exist: {0}.": "Diese Rechte gibt es nicht: {0}.",
    "This role has permissions that you do not have: {0}.": "Diese Rolle hat Rechte, die Sie nicht haben: {0}.",
  },
};
