import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** What the validators say of any input. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Fill this in.": "Bitte ausfüllen.",
    "This is not valid.": "Das ist ungültig.",
    "Check the format.": "Bitte das Format prüfen.",
    "Choose one from the list.": "Bitte einen Eintrag der Liste wählen.",
    "Enter a number.": "Bitte eine Zahl eingeben.",
    "Enter a whole number.": "Bitte eine ganze Zahl eingeben.",
    "Enter an email address, such as name@example.com.": "Bitte eine E-Mail-Adresse eingeben, etwa name@example.com.",
    "Unknown fields: {0}.": "Unbekannte Felder: {0}.",
    "Add at least one.": "Bitte mindestens einen Eintrag hinzufügen.",
    "Add at least {0}.": "Bitte mindestens {0} Einträge hinzufügen.",
    "Add at most one.": "Höchstens ein Eintrag ist möglich.",
    "Add at most {0}.": "Höchstens {0} Einträge sind möglich.",
    "Use at least 1 character.": "Mindestens ein Zeichen.",
    "Use at least {0} characters.": "Mindestens {0} Zeichen.",
    "Use at most 1 character.": "Höchstens ein Zeichen.",
    "Use at most {0} characters.": "Höchstens {0} Zeichen.",
    "Must be at least {0}.": "Mindestens {0}.",
    "Must be at most {0}.": "Höchstens {0}.",
    "Must be more than {0}.": "Mehr als {0}.",
    "Must be less than {0}.": "Weniger als {0}.",
  },
};
