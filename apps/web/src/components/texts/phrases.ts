import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** What the API says on any page: the core, validators, imports, exports and mails. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Only a mutation can be checked.": "Nur eine Änderung kann geprüft werden.",
    "Some entries need another look.": "Einige Eingaben müssen noch geprüft werden.",
    "Something went wrong. Request {0}.": "Etwas ist schiefgegangen. Anfrage {0}.",
    "The database does not answer at the moment. Try again in a moment.":
      "Die Datenbank antwortet gerade nicht. Versuchen Sie es gleich erneut.",
    "The server is busy. Try again in a moment.": "Der Server ist ausgelastet. Versuchen Sie es gleich erneut.",
    "The connection to the database was lost while this was saved. Check whether your change was saved before you try again.":
      "Beim Speichern ging die Verbindung zur Datenbank verloren. Prüfen Sie, ob Ihre Änderung gespeichert wurde, bevor Sie es erneut versuchen.",
    "This {0} does not exist.": "Nicht vorhanden: {0, text}.",
    "Someone changed this {0} in the meantime, so nothing was saved.":
      "Inzwischen hat jemand etwas geändert ({0, text}), daher wurde nichts gespeichert.",
    "Someone changed something at the same time that this depends on. Reload, and try again.":
      "Gleichzeitig hat jemand etwas geändert, wovon dies abhängt. Laden Sie neu, und versuchen Sie es erneut.",
    "One of these values cannot be stored. Check them, and try again.":
      "Einer dieser Werte kann nicht gespeichert werden. Prüfen Sie die Werte, und versuchen Sie es erneut.",
    "React to {0}": "Auf {0} reagieren",
    "Confirm first that it is you.": "Bestätigen Sie zuerst Ihre Identität.",
    "This {0} is in use: {1} and others.": "Noch in Verwendung ({0, text}): {1, text} und weitere.",
    "This {0} is in use: {1}.": "Noch in Verwendung ({0, text}): {1, text}.",
    "Send JSON.": "Senden Sie JSON.",
    "Send at most {0} values at a time.": "Senden Sie höchstens {0} Werte auf einmal.",
    "Nest at most {0} levels deep.": "Höchstens {0} Ebenen sind möglich.",
    "The module “{0}” is switched off in this organisation.":
      "Das Modul „{0, text}“ ist in dieser Organisation ausgeschaltet.",
    "The module “{0}” is switched off in this installation.":
      "Das Modul „{0, text}“ ist in dieser Installation ausgeschaltet.",
    "The job was cancelled.": "Der Job wurde abgebrochen.",
    "It took longer than {0} s.": "Der Job dauerte länger als {0} s.",
    "It was cancelled, or the worker stopped.": "Der Job wurde abgebrochen, oder der Worker wurde beendet.",
    "The API key that started this job was revoked or has expired. Start it again, signed in or with another key.":
      "Der API-Schlüssel, der diesen Job gestartet hat, wurde widerrufen oder ist abgelaufen. Starten Sie ihn erneut, angemeldet oder mit einem anderen Schlüssel.",
    "{0}, who started this job, no longer has the permission {1}. Someone else can start it again.":
      "{0} hat diesen Job gestartet, hat aber das Recht {1} nicht mehr. Jemand anderes kann ihn erneut starten.",
    "Attempt {0} failed: {1} It is not retried.":
      "Versuch {0} ist fehlgeschlagen: {1, text} Es gibt keinen weiteren Versuch.",
    "Attempt {0} failed: {1} It will be retried.":
      "Versuch {0} ist fehlgeschlagen: {1, text} Es folgt ein weiterer Versuch.",
    "Ended jobs and their logs": "Beendete Jobs und ihre Protokolle",
    "Only operators may do this.": "Das dürfen nur Betreiber.",
    "called {0}": "hat {0} aufgerufen",
    "Only the first {0} can be paged through. Search, or filter the list.":
      "Nur die ersten {0} können durchgeblättert werden. Suchen Sie, oder filtern Sie die Liste.",
    "You need the permission {0} for this.": "Dafür benötigen Sie das Recht {0}.",
    "The last attempt is still being ended. Try again in a minute.":
      "Der letzte Versuch wird noch beendet. Versuchen Sie es in einer Minute erneut.",
    "The worker stopped during the last attempt of this job.":
      "Der Worker wurde während des letzten Versuchs dieses Jobs beendet.",
    "The queue has lost this job.": "Die Warteschlange hat diesen Job verloren.",
    "Fill this in.": "Bitte ausfüllen.",
    "No account has the address {0}.": "Zur Adresse {0} gibt es kein Konto.",
    "This {0} can no longer be used.": "Nicht mehr verwendbar: {0, text}.",
    "This {0} does not exist any more. Choose another one.":
      "Nicht mehr vorhanden: {0, text}. Treffen Sie eine andere Wahl.",
    "Sign in first, or send a valid API key.":
      "Melden Sie sich zuerst an, oder senden Sie einen gültigen API-Schlüssel.",
    "Too many unknown API keys were sent.": "Es wurden zu viele unbekannte API-Schlüssel gesendet.",
    "An API key may not do this: sign in.": "Mit einem API-Schlüssel ist das nicht möglich: Melden Sie sich an.",
    "{0} requires a second factor.": "{0} verlangt einen zweiten Faktor.",
    "Everybody needs a second factor here.": "Hier benötigen alle einen zweiten Faktor.",
    "Only a signed-in member may do this.": "Das darf nur ein angemeldetes Mitglied.",
    "{0} Try again in {1}.": "{0, text} Versuchen Sie es in {1, text} erneut.",
    "Sign in first.": "Melden Sie sich zuerst an.",
    "Export of {0}": "Export: {0, text}",
    "Export {0}": "Export: {0, text}",
    "The job's page shows the failure.": "Die Seite des Jobs zeigt den Fehler.",
    "exported filtered {0}": "hat gefiltert exportiert: {0, text}",
    "exported all {0}": "hat alles exportiert: {0, text}",
    "granted operator rights": "hat Betreiberrechte vergeben",
    "removed operator rights": "hat Betreiberrechte entzogen",
    "made a new AUTH_SECRET": "hat ein neues AUTH_SECRET erzeugt",
    "dropped the former secrets": "hat die früheren Geheimnisse verworfen",
    "re-encrypted the secrets of authenticator apps": "hat die Geheimnisse der Authenticator-Apps neu verschlüsselt",
    "exported the organisation {0}": "hat die Organisation {0} exportiert",
    "imported the organisation {0}": "hat die Organisation {0} importiert",
    "{0} row in, {1} refused": "{0, number} Zeile übernommen, {1, number} abgelehnt",
    "{0} rows in, {1} refused": "{0, number} Zeilen übernommen, {1, number} abgelehnt",
    "{0} rows": "{0, number} Zeilen",
    "A workbook cannot hold this many rows. Export as CSV instead.":
      "So viele Zeilen passen nicht in eine Arbeitsmappe. Exportieren Sie als CSV.",
    "started an import of {0}": "hat einen Import begonnen: {0, text}",
    "checked a file of {0}": "hat eine Datei geprüft: {0, text}",
    "opened a file of {0}": "hat eine Datei geöffnet: {0, text}",
    "The file has two addresses, one with {0} and one with {1}. Choose the columns of the right one.":
      "Die Datei hat zwei Adressen, eine mit {0} und eine mit {1}. Wählen Sie die Spalten der richtigen.",
    "This row has an opening quotation mark without a closing one.":
      "In dieser Zeile fehlt zu einem öffnenden Anführungszeichen das schließende.",
    "This row has more than {0} columns.": "Diese Zeile hat mehr als {0} Spalten.",
    "This row is longer than 100,000 characters.": "Diese Zeile ist länger als 100.000 Zeichen.",
    "Import of {0}": "Import: {0, text}",
    "Refused rows of an import of {0}": "Abgelehnte Zeilen eines Imports: {0, text}",
    "An import is still reading this file. Wait until it ends, or cancel it.":
      "Ein Import liest diese Datei noch. Warten Sie, bis er endet, oder brechen Sie ihn ab.",
    "Choose the encoding of the file. It may be {0}.": "Wählen Sie die Kodierung der Datei. Möglich ist {0}.",
    "Reading the file": "Datei wird gelesen",
    "A file can have at most {0} rows. Split it.":
      "Eine Datei kann höchstens {0, number} Zeilen haben. Teilen Sie sie auf.",
    "The file has no rows below the header.": "Die Datei hat keine Zeilen unter der Kopfzeile.",
    "Line {0} of {1} was refused, so the other rows of {2} were refused too.":
      "Zeile {0} von {1} wurde abgelehnt, daher auch die anderen Zeilen von {2}.",
    "{0} is also on line {1} ({2} times in total). Keep one of these rows.":
      "{0} steht auch in Zeile {1} (insgesamt {2}-mal). Behalten Sie eine dieser Zeilen.",
    "{0} is also on line {1}. Keep one of these rows.": "{0} steht auch in Zeile {1}. Behalten Sie eine dieser Zeilen.",
    "The sheet {0} is empty.": "Das Blatt {0} ist leer.",
    "The file is empty.": "Die Datei ist leer.",
    "Column {0}": "Spalte {0}",
    "Two columns are named {0}. Rename one of them.": "Zwei Spalten heißen {0}. Benennen Sie eine davon um.",
    "The file has no column named {0}.": "Die Datei hat keine Spalte namens {0}.",
    "The file has no column for {0}. Its columns are: {1}.":
      "Die Datei hat keine Spalte für {0}. Ihre Spalten sind: {1}.",
    "Only the key column was recognised. Assign the other columns.":
      "Nur die Schlüsselspalte wurde erkannt. Ordnen Sie die anderen Spalten zu.",
    "This sheet is empty. Choose another one.": "Dieses Blatt ist leer. Wählen Sie ein anderes.",
    "A spreadsheet has shortened this number and lost digits. Format the column as text and export it again.":
      "Eine Tabellenkalkulation hat diese Zahl gekürzt, dabei gingen Ziffern verloren. Formatieren Sie die Spalte als Text, und exportieren Sie erneut.",
    "Some characters could not be read. Choose another encoding.":
      "Einige Zeichen waren nicht lesbar. Wählen Sie eine andere Kodierung.",
    "{0} is ambiguous. Choose whether the point or the comma is the decimal separator.":
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
      "Gewichte werden in ganzen Gramm gespeichert: {0} wird zu {1} g.",
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
    "Choose whether the point or the comma is the decimal separator: {0} is ambiguous.":
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
    "The workbook has no sheet number {0}.": "Die Arbeitsmappe hat kein Blatt Nummer {0}.",
    "This workbook cannot be read. Save it as .xlsx or CSV and try again.":
      "Diese Arbeitsmappe ist nicht lesbar. Speichern Sie sie als .xlsx oder CSV, und versuchen Sie es erneut.",
    "A cell of this workbook is longer than {0} characters. Shorten it and try again.":
      "Eine Zelle dieser Arbeitsmappe ist länger als {0, number} Zeichen. Kürzen Sie sie, und versuchen Sie es erneut.",
    "This workbook is too large ({0} MB uncompressed). Save the sheet as CSV instead.":
      "Diese Arbeitsmappe ist zu groß ({0} MB unkomprimiert). Speichern Sie das Blatt als CSV.",
    "This cell holds the error {0}.": "Diese Zelle enthält den Fehler {0}.",
    "This cell holds the error of a formula.": "Diese Zelle enthält den Fehler einer Formel.",
    "The spreadsheet stores this cell as a date. Format the column as text and enter the value again.":
      "Die Tabellenkalkulation speichert diese Zelle als Datum. Formatieren Sie die Spalte als Text, und geben Sie den Wert erneut ein.",
    "The sort order has changed. Start again from the first page.":
      "Die Sortierung hat sich geändert. Beginnen Sie wieder auf der ersten Seite.",
    "The mail type {0} is no longer supported.": "Diese Art von E-Mail wird nicht mehr unterstützt: {0}.",
    "It has already been sent.": "Sie wurde bereits gesendet.",
    "Too many mails were sent to this address in a short time.":
      "An diese Adresse wurden in kurzer Zeit zu viele E-Mails gesendet.",
    "Send an email": "E-Mail senden",
    "The mail was not sent. {0}": "Die E-Mail wurde nicht gesendet. {0, text}",
    "Too many mails were requested. Try again later.":
      "Es wurden zu viele E-Mails angefordert. Versuchen Sie es später erneut.",
    "Its link has been used or replaced, or has expired.":
      "Ihr Link wurde verwendet oder ersetzt, oder er ist abgelaufen.",
    "This link has already been used or has expired. Request a new one.":
      "Dieser Link wurde bereits verwendet oder ist abgelaufen. Fordern Sie einen neuen an.",
    "No mail server is configured. Set SMTP_URL.": "Es ist kein Mailserver eingerichtet. Setzen Sie SMTP_URL.",
    "Sent mail log": "Protokoll gesendeter E-Mails",
    "The system changed this in the meantime.": "Das System hat dies inzwischen geändert.",
    "{0} changed this in the meantime.": "{0} hat dies inzwischen geändert.",
    "Someone changed this in the meantime.": "Jemand hat dies inzwischen geändert.",
    "Choose one from the list.": "Bitte einen Eintrag der Liste wählen.",
    "Choose at least one permission.": "Bitte mindestens ein Recht wählen.",
    "Enter a short reason. The organisation can read it.":
      "Bitte eine kurze Begründung eingeben. Die Organisation kann sie lesen.",
    "This link is incomplete. Copy the whole link, or request a new one.":
      "Dieser Link ist unvollständig. Kopieren Sie den ganzen Link, oder fordern Sie einen neuen an.",
    "Choose a date between 1900 and 9999.": "Bitte ein Datum zwischen 1900 und 9999 wählen.",
    "Choose an end date on or after the start date.": "Das Enddatum darf nicht vor dem Startdatum liegen.",
    "Choose both a start and an end date.": "Bitte Start- und Enddatum wählen.",
    "Choose at most {0} days.": "Bitte höchstens {0} Tage wählen.",
    "Use a currency code, such as EUR.": "Bitte einen Währungscode verwenden, etwa EUR.",
    "Choose a time zone from the list.": "Bitte eine Zeitzone der Liste wählen.",
    "1 second": "1 Sekunde",
    "{0} seconds": "{0} Sekunden",
    "{0} minutes": "{0} Minuten",
    "{0} hours": "{0} Stunden",
    organisation: "Organisation",
    member: "Mitglied",
    invitation: "Einladung",
    user: "Benutzer",
    job: "Job",
    file: "Datei",
    role: "Rolle",
    "API key": "API-Schlüssel",
    event: "Ereignis",
    schedule: "Zeitplan",
    view: "Ansicht",
    presence: "Anwesenheit",
    "Add at least one.": "Bitte mindestens einen Eintrag hinzufügen.",
    "Add at least {0}.": "Bitte mindestens {0} Einträge hinzufügen.",
    "Use at least 1 character.": "Mindestens ein Zeichen.",
    "Use at least {0} characters.": "Mindestens {0} Zeichen.",
    "Must be more than {0}.": "Mehr als {0}.",
    "Must be at least {0}.": "Mindestens {0}.",
    "Add at most one.": "Höchstens ein Eintrag ist möglich.",
    "Add at most {0}.": "Höchstens {0} Einträge sind möglich.",
    "Use at most 1 character.": "Höchstens ein Zeichen.",
    "Use at most {0} characters.": "Höchstens {0} Zeichen.",
    "Must be less than {0}.": "Weniger als {0}.",
    "Must be at most {0}.": "Höchstens {0}.",
    "Enter a whole number.": "Bitte eine ganze Zahl eingeben.",
    "Enter a number.": "Bitte eine Zahl eingeben.",
    "This is not valid.": "Das ist ungültig.",
    "Enter an email address, such as name@example.com.": "Bitte eine E-Mail-Adresse eingeben, etwa name@example.com.",
    "Check the format.": "Bitte das Format prüfen.",
    "Unknown fields: {0}.": "Unbekannte Felder: {0}.",
    "Enter five fields, such as 0 7 * * 1-5.": "Bitte fünf Felder eingeben, etwa 0 7 * * 1-5.",
    "This position in the list does not exist. Start from the first page.":
      "Diese Stelle der Liste gibt es nicht. Beginnen Sie auf der ersten Seite.",
    "Use lower-case letters, digits and single hyphens.":
      "Bitte nur Kleinbuchstaben, Ziffern und einzelne Bindestriche verwenden.",
    "This looks like a technical ID. Use a word that people recognise.":
      "Das sieht wie eine technische ID aus. Bitte ein verständliches Wort verwenden.",
    "This word is reserved. Choose another one.": "Dieses Wort ist reserviert. Bitte ein anderes wählen.",
    "This text contains unsupported characters. Remove them.":
      "Dieser Text enthält Zeichen, die nicht unterstützt werden. Bitte entfernen.",
    "Use a single line without tabs.": "Bitte eine einzige Zeile ohne Tabulatoren verwenden.",
    "This text contains invisible characters. Retype it.":
      "Dieser Text enthält unsichtbare Zeichen. Bitte neu eintippen.",
    "This request is malformed.": "Diese Anfrage ist fehlerhaft.",
    "This is too large. The limit is {0}.": "Das ist zu groß. Die Grenze ist {0}.",
    "The request did not arrive in time. Try again.": "Die Anfrage kam nicht rechtzeitig an. Versuchen Sie es erneut.",
    "Too many requests at once. Try again in {0} seconds.":
      "Zu viele Anfragen auf einmal. Versuchen Sie es in {0} Sekunden erneut.",
    "This takes too long. Check whether your change was saved before you try again.":
      "Das dauert zu lange. Prüfen Sie, ob Ihre Änderung gespeichert wurde, bevor Sie es erneut versuchen.",
  },
};
