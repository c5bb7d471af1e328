import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Texts of the API about imports. */
export const phrases: PhrasesByLanguage = {
  de: {
    "{0} row accepted, {1} refused": "{0, number} Zeile übernommen, {1, number} abgelehnt",
    "{0} rows accepted, {1} refused": "{0, number} Zeilen übernommen, {1, number} abgelehnt",
    "started an import of {0}": "hat einen Import gestartet: {0, text}",
    "checked a file of {0}": "hat eine Datei geprüft: {0, text}",
    "previewed a file of {0}": "hat eine Vorschau geöffnet: {0, text}",
    "The file has two addresses, one with {0} and one with {1}. Choose the columns of the right one.":
      "Die Datei hat zwei Adressen, eine mit {0} und eine mit {1}. Wählen Sie die Spalten der richtigen.",
    "This row has an opening quotation mark without a closing one.":
      "In dieser Zeile fehlt zu einem öffnenden Anführungszeichen das schließende.",
    "This row has more than {0} columns.": "Diese Zeile hat mehr als {0} Spalten.",
    "This row is longer than {0} characters.": "Diese Zeile ist länger als {0, number} Zeichen.",
    "Import of {0}": "Import: {0, text}",
    "Refused rows of an import of {0}": "Abgelehnte Zeilen eines Imports: {0, text}",
    "An import is still reading this file. Wait until it ends, or cancel it.":
      "Ein Import liest diese Datei noch. Warten Sie, bis er endet, oder brechen Sie ihn ab.",
    "Choose the encoding of the file. It may be {0}.": "Wählen Sie die Zeichenkodierung der Datei. Möglich ist {0}.",
    "Reading the file": "Datei wird gelesen",
    "A file can have at most {0} rows. Split it.":
      "Eine Datei kann höchstens {0, number} Zeilen haben. Teilen Sie sie auf.",
    "The file has no rows below the header.": "Die Datei hat keine Zeilen unter der Kopfzeile.",
    "Line {0} of {1} was refused, so the other rows of {2} were refused too.":
      "Zeile {0} von {1} wurde abgelehnt, daher auch die anderen Zeilen von {2}.",
    "{0} is also on line {1} ({2} times in total). Keep one of these rows.":
      "{0} steht auch in Zeile {1} (insgesamt {2}-mal). Behalten Sie eine dieser Zeilen.",
    "{0} is also on line {1}. Keep one of these rows.": "{0} steht auch in Zeile {1}. Behalten Sie eine dieser Zeilen.",
    "The sheet {0} is empty.": "Das Tabellenblatt {0} ist leer.",
    "Column {0}": "Spalte {0}",
    "Two columns are named {0}. Rename one of them.": "Zwei Spalten heißen {0}. Benennen Sie eine davon um.",
    "The file has no column named {0}.": "Die Datei hat keine Spalte namens {0}.",
    "The file has no column for {0}. Its columns are: {1}.":
      "Die Datei hat keine Spalte für {0}. Ihre Spalten sind: {1}.",
    "Only the key column was recognised. Assign the other columns.":
      "Nur die Schlüsselspalte wurde erkannt. Ordnen Sie die anderen Spalten zu.",
    "This sheet is empty. Choose another one.": "Dieses Tabellenblatt ist leer. Wählen Sie ein anderes.",
    "A spreadsheet has shortened this number and lost digits. Format the column as text and export it again.":
      "Eine Tabellenkalkulation hat diese Zahl gekürzt, dabei gingen Ziffern verloren. Formatieren Sie die Spalte als Text, und exportieren Sie erneut.",
    "Some characters could not be read. Choose another encoding.":
      "Einige Zeichen waren nicht lesbar. Wählen Sie eine andere Zeichenkodierung.",
    "{0} is ambiguous. Choose whether the point or the comma is the decimal mark.":
      "{0} ist mehrdeutig. Wählen Sie, ob Punkt oder Komma das Dezimaltrennzeichen ist.",
    "Choose whether to import rows in the state {0}.": "Wählen Sie, ob Zeilen mit dem Status {0} importiert werden.",
    "The weight unit {0} is not supported. Use g, kg, lb or oz.":
      "Die Gewichtseinheit {0} wird nicht unterstützt. Verwenden Sie g, kg, lb oder oz.",
    "This weight has no unit. Choose one.": "Dieses Gewicht hat keine Einheit. Wählen Sie eine.",
    "No country has this name or code. Use a country code, such as DE.":
      "Kein Land hat diesen Namen oder Code. Verwenden Sie einen Ländercode, etwa DE.",
    "This name matches several countries: {0}. Use one of these codes.":
      "Dieser Name passt zu mehreren Ländern: {0}. Verwenden Sie einen dieser Codes.",
    "This row has {0} cells, but the header has {1} columns. Enclose text that contains the separator in quotation marks.":
      "Diese Zeile hat {0} Zellen, die Kopfzeile aber {1} Spalten. Setzen Sie Text, der das Trennzeichen enthält, in Anführungszeichen.",
    "{0} is less than half a gram. Enter at least 1 gram.":
      "{0} ist weniger als ein halbes Gramm. Geben Sie mindestens 1 Gramm an.",
    "Weights are stored in whole grams: {0} becomes {1} g.":
      "Gewichte werden in ganzen Gramm gespeichert: {0} wird zu {1}\u00a0g.",
    "{0} is not a valid price. Use this format: 5.00 EUR.":
      "{0} ist kein gültiger Preis. Verwenden Sie dieses Format: 5.00 EUR.",
    "The currency of {0} is ambiguous ({1}). Enter it in the currency column, or choose one for all rows.":
      "Die Währung von {0} ist mehrdeutig ({1}). Geben Sie sie in der Währungsspalte an, oder wählen Sie eine für alle Zeilen.",
    "{0} is not in {1}, the current currency. Use the same currency.":
      "{0} ist nicht in {1}, der bisherigen Währung. Verwenden Sie dieselbe Währung.",
    "{0} is not in {1}, the currency of this row. Use the same currency.":
      "{0} ist nicht in {1}, der Währung dieser Zeile. Verwenden Sie dieselbe Währung.",
    "Prices in {0} have no decimal places.": "Preise in {0} haben keine Nachkommastellen.",
    "Prices in {0} have at most {1} decimal places.": "Preise in {0} haben höchstens {1} Nachkommastellen.",
    "The current price is in {0} and has more decimal places than {1} allows. Enter the price too.":
      "Der bisherige Preis ist in {0} und hat mehr Nachkommastellen, als {1} zulässt. Geben Sie auch den Preis an.",
    "Choose whether the point or the comma is the decimal mark: {0} is ambiguous.":
      "Wählen Sie, ob Punkt oder Komma das Dezimaltrennzeichen ist: {0} ist mehrdeutig.",
    "Choose the unit of weights: {0} has none.": "Wählen Sie die Einheit der Gewichte: {0} hat keine.",
    "Choose the unit of prices: {0} may be an amount in the currency or in its smallest unit.":
      "Wählen Sie die Einheit der Preise: {0} kann ein Betrag in der Währung oder in ihrer kleinsten Einheit sein.",
    "This is an old Excel workbook (.xls). Save it as .xlsx or CSV and try again.":
      "Das ist eine alte Excel-Arbeitsmappe (.xls). Speichern Sie sie als .xlsx oder CSV, und versuchen Sie es erneut.",
    "This is a PDF. Export the table as .xlsx or CSV and try again.":
      "Das ist ein PDF. Exportieren Sie die Tabelle als .xlsx oder CSV, und versuchen Sie es erneut.",
    "This is an image. Export the table as .xlsx or CSV and try again.":
      "Das ist ein Bild. Exportieren Sie die Tabelle als .xlsx oder CSV, und versuchen Sie es erneut.",
    "This file is compressed. Extract it and try again.":
      "Diese Datei ist komprimiert. Entpacken Sie sie, und versuchen Sie es erneut.",
    "This file type is not supported. Use a .csv, .tsv, .txt or .xlsx file.":
      "Dieser Dateityp wird nicht unterstützt. Verwenden Sie eine Datei vom Typ .csv, .tsv, .txt oder .xlsx.",
    "This .xlsx file is not a workbook. Save it as .xlsx or CSV and try again.":
      "Diese .xlsx-Datei ist keine Arbeitsmappe. Speichern Sie sie als .xlsx oder CSV, und versuchen Sie es erneut.",
    "This text file is compressed. If it is a workbook, rename it to .xlsx; otherwise extract it.":
      "Diese Textdatei ist komprimiert. Wenn sie eine Arbeitsmappe ist, benennen Sie sie in .xlsx um; sonst entpacken Sie sie.",
    "This is not a text file. Export the table as .xlsx or CSV and try again.":
      "Das ist keine Textdatei. Exportieren Sie die Tabelle als .xlsx oder CSV, und versuchen Sie es erneut.",
    "The workbook has no sheet number {0}.": "Die Arbeitsmappe hat kein Tabellenblatt Nummer {0}.",
    "This workbook cannot be read. Save it as .xlsx or CSV and try again.":
      "Diese Arbeitsmappe ist nicht lesbar. Speichern Sie sie als .xlsx oder CSV, und versuchen Sie es erneut.",
    "A cell of this workbook is longer than {0} characters. Shorten it and try again.":
      "Eine Zelle dieser Arbeitsmappe ist länger als {0, number} Zeichen. Kürzen Sie sie, und versuchen Sie es erneut.",
    "This workbook is too large ({0} MB uncompressed). Save the sheet as CSV instead.":
      "Diese Arbeitsmappe ist zu groß ({0} MB unkomprimiert). Speichern Sie das Tabellenblatt als CSV.",
    "This cell holds the error {0}.": "Diese Zelle enthält den Fehler {0}.",
    "This cell holds the error of a formula.": "Diese Zelle enthält den Fehler einer Formel.",
    "The spreadsheet stores this cell as a date. Format the column as text and enter the value again.":
      "Die Tabellenkalkulation speichert diese Zelle als Datum. Formatieren Sie die Spalte als Text, und geben Sie den Wert erneut ein.",
  },
};
