import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = {
  title: "Aufbewahrung",
  kept: "{days, plural, one {# Tag aufbewahrt.} other {# Tage aufbewahrt.}}",
  keptForever: "Unbegrenzt aufbewahrt.",
  usual: "{days, plural, one {Standard: # Tag.} other {Standard: # Tage.}}",
  usualForever: "Standard: unbegrenzt.",
  list: "{days, plural, one {{title}: # Tag aufbewahrt.} other {{title}: # Tage aufbewahrt.}} <link>Aufbewahrung</link>",
  change: "Ändern",
  changeNamed: "Aufbewahrung ändern: {title}",
  saved: "{title}: gespeichert",
  about: "Ältere Einträge werden jede Nacht entfernt.",
  days: "Tage",
  help: "{min} oder mehr. Leer lassen für den Standard: {days, plural, one {# Tag} other {# Tage}}.",
  helpForever: "{min} oder mehr. Leer lassen, um alles aufzubewahren.",
};
