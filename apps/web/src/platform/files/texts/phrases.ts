import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Remove unused files": "Unbenutzte Dateien entfernen",
    "The next nightly run removes the rest.": "Der nächste nächtliche Lauf entfernt den Rest.",
    "The content of this file is missing from the file store. Upload or create the file again.":
      "Der Inhalt dieser Datei fehlt im Dateispeicher. Laden Sie die Datei erneut hoch, oder erstellen Sie sie neu.",
    "A file can be at most {0} MB.": "Eine Datei darf höchstens {0} MB groß sein.",
    "Specify the purpose of the file: for={0}.": "Geben Sie den Zweck der Datei an: for={0}.",
    "Remove a file": "Datei entfernen",
    "The nightly clean-up removes content without a file.": "Die nächtliche Bereinigung entfernt Inhalte ohne Datei.",
    "The storage limit of your organisation is reached ({0} MB or {1} files). Remove files under Settings > Files.":
      "Der Speicherplatz Ihrer Organisation ist aufgebraucht ({0, number} MB oder {1, number} Dateien). Entfernen Sie Dateien unter Einstellungen > Dateien.",
    "This file was uploaded for another purpose. Upload it here.":
      "Diese Datei wurde für einen anderen Zweck hochgeladen. Laden Sie sie hier hoch.",
    File: "Datei",
    "removed the file {0}": "hat die Datei {0} entfernt",
    "You need the permission {0} for this file.": "Für diese Datei benötigen Sie das Recht {0}.",
    "No write access to the file folder {0}": "Kein Schreibzugriff auf den Dateiordner {0}",
    "Set DATA_DIR to a writable folder, or store files in a bucket (S3_BUCKET).":
      "Setzen Sie DATA_DIR auf einen beschreibbaren Ordner, oder speichern Sie Dateien in einem Bucket (S3_BUCKET).",
  },
};
