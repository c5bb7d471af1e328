// Relative paths only: Node runs this file for the gateway, without the alias `@/`.
import type { PhrasesByLanguage } from "../../texts/phrases.ts";

/** Translations of API texts on any page: of the core, validators, exports and mails. */
export const phrases: PhrasesByLanguage = {
  de: {
    "Only a mutation can be checked.": "Nur eine Änderung kann geprüft werden.",
    "Some entries are invalid.": "Einige Eingaben sind ungültig.",
    "Something went wrong. Request {0}.": "Es ist ein Fehler aufgetreten. Anfrage {0}.",
    "The database is not responding. Try again in a moment.":
      "Die Datenbank antwortet gerade nicht. Versuchen Sie es gleich erneut.",
    "The server is busy. Try again in a moment.": "Der Server ist ausgelastet. Versuchen Sie es gleich erneut.",
    "The connection to the database was lost while this was saved. Check whether your change was saved before you try again.":
      "Beim Speichern ging die Verbindung zur Datenbank verloren. Prüfen Sie, ob Ihre Änderung gespeichert wurde, bevor Sie es erneut versuchen.",
    "This {0} does not exist.": "Nicht vorhanden: {0, text}.",
    "Someone changed this {0} in the meantime, so nothing was saved.":
      "Inzwischen hat jemand etwas geändert ({0, text}), daher wurde nichts gespeichert.",
    "Someone changed related data at the same time. Reload, and try again.":
      "Gleichzeitig hat jemand zugehörige Daten geändert. Laden Sie die Seite neu, und versuchen Sie es erneut.",
    "One of these values cannot be stored. Check them, and try again.":
      "Einer dieser Werte kann nicht gespeichert werden. Prüfen Sie die Werte, und versuchen Sie es erneut.",
    "React to {0}": "Auf {0} reagieren",
    "Confirm your identity first.": "Bestätigen Sie zuerst Ihre Identität.",
    "This {0} is in use: {1} and others.": "Noch in Verwendung ({0, text}): {1, text} und weitere.",
    "This {0} is in use: {1}.": "Noch in Verwendung ({0, text}): {1, text}.",
    "Send JSON.": "Senden Sie JSON.",
    "Send at most {0} values at a time.": "Senden Sie höchstens {0} Werte auf einmal.",
    "Use at most {0} levels of nesting.": "Verwenden Sie höchstens {0} Verschachtelungsebenen.",
    "The module “{0}” is switched off in this organisation.":
      "Das Modul „{0, text}“ ist in dieser Organisation ausgeschaltet.",
    "The module “{0}” is switched off in this installation.":
      "Das Modul „{0, text}“ ist in dieser Installation ausgeschaltet.",
    "The job was cancelled.": "Der Job wurde abgebrochen.",
    "The job took longer than {0} s.": "Der Job dauerte länger als {0} s.",
    "The job was cancelled, or the worker stopped.": "Der Job wurde abgebrochen, oder der Worker wurde beendet.",
    "The API key that started this job was revoked or has expired. Start it again, signed in or with another key.":
      "Der API-Schlüssel, der diesen Job gestartet hat, wurde widerrufen oder ist abgelaufen. Starten Sie ihn erneut, angemeldet oder mit einem anderen Schlüssel.",
    "{0}, who started this job, no longer has the permission {1}. Someone else can start it again.":
      "{0} hat diesen Job gestartet, hat aber das Recht {1} nicht mehr. Jemand anderes kann ihn erneut starten.",
    "Attempt {0} failed: {1} The job is not retried.":
      "Versuch {0} ist fehlgeschlagen: {1, text} Der Job wird nicht erneut ausgeführt.",
    "Attempt {0} failed: {1} The job will be retried.":
      "Versuch {0} ist fehlgeschlagen: {1, text} Der Job wird erneut ausgeführt.",
    "Ended jobs and their logs": "Beendete Jobs und ihre Protokolle",
    "Only operators may do this.": "Das dürfen nur Betreiber.",
    "called {0}": "hat {0} aufgerufen",
    "Only the first {0} can be paged through. Search, or filter the list.":
      "Nur die ersten {0} können durchgeblättert werden. Suchen Sie, oder filtern Sie die Liste.",
    "You need the permission {0} for this.": "Dafür benötigen Sie das Recht {0}.",
    "The last attempt has not ended yet. Try again in a minute.":
      "Der letzte Versuch wird noch beendet. Versuchen Sie es in einer Minute erneut.",
    "The worker stopped during the last attempt of this job.":
      "Der Worker wurde während des letzten Versuchs dieses Jobs beendet.",
    "The queue has lost this job.": "Die Warteschlange hat diesen Job verloren.",
    "Fill this in.": "Füllen Sie dieses Feld aus.",
    "No account has the email address {0}.": "Zur E-Mail-Adresse {0} gibt es kein Konto.",
    "This {0} no longer exists. Choose another one.": "Nicht mehr vorhanden: {0, text}. Wählen Sie etwas anderes.",
    "Sign in first, or send a valid API key.":
      "Melden Sie sich zuerst an, oder senden Sie einen gültigen API-Schlüssel.",
    "Too many unknown API keys were sent.": "Es wurden zu viele unbekannte API-Schlüssel gesendet.",
    "An API key may not do this: sign in.": "Mit einem API-Schlüssel ist das nicht möglich: Melden Sie sich an.",
    "{0} requires a second factor.": "{0} verlangt einen zweiten Faktor.",
    "Everyone needs a second factor here.": "Hier benötigen alle einen zweiten Faktor.",
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
    "made a new AUTH_SECRET": "hat ein neues AUTH_SECRET erstellt",
    "removed the former secrets": "hat die früheren Geheimnisse entfernt",
    "re-encrypted the secrets of authenticator apps": "hat die Geheimnisse der Authenticator-Apps neu verschlüsselt",
    "exported the organisation {0}": "hat die Organisation {0} exportiert",
    "imported the organisation {0}": "hat die Organisation {0} importiert",
    "{0} rows": "{0, number} Zeilen",
    "A workbook cannot hold this many rows. Export as CSV instead.":
      "So viele Zeilen passen nicht in eine Arbeitsmappe. Exportieren Sie als CSV.",
    "The file is empty.": "Die Datei ist leer.",
    "The sort order has changed. Start again from the first page.":
      "Die Sortierung hat sich geändert. Beginnen Sie wieder auf der ersten Seite.",
    "The email type {0} is no longer supported.": "Diese Art von E-Mail wird nicht mehr unterstützt: {0}.",
    "The email has already been sent.": "Die E-Mail wurde bereits gesendet.",
    "Too many emails were sent to this email address in a short time.":
      "An diese E-Mail-Adresse wurden in kurzer Zeit zu viele E-Mails gesendet.",
    "Send an email": "E-Mail senden",
    "The email was not sent. {0}": "Die E-Mail wurde nicht gesendet. {0, text}",
    "Too many emails were requested.": "Es wurden zu viele E-Mails angefordert.",
    "The link in this email has been used or replaced, or has expired.":
      "Der Link in dieser E-Mail wurde verwendet oder ersetzt, oder er ist abgelaufen.",
    "This link has already been used or has expired. Request a new one.":
      "Dieser Link wurde bereits verwendet oder ist abgelaufen. Fordern Sie einen neuen an.",
    "No mail server is configured. Set SMTP_URL.": "Es ist kein Mailserver eingerichtet. Setzen Sie SMTP_URL.",
    "Log of sent emails": "Protokoll gesendeter E-Mails",
    "The system changed this in the meantime.": "Das System hat dies inzwischen geändert.",
    "{0} changed this in the meantime.": "{0} hat dies inzwischen geändert.",
    "Someone changed this in the meantime.": "Jemand hat dies inzwischen geändert.",
    "Choose one from the list.": "Wählen Sie einen Eintrag der Liste.",
    "Choose at least one permission.": "Wählen Sie mindestens ein Recht.",
    "Enter a short reason. The organisation can read it.":
      "Geben Sie eine kurze Begründung ein. Die Organisation kann sie lesen.",
    "This link is incomplete. Copy the whole link, or request a new one.":
      "Dieser Link ist unvollständig. Kopieren Sie den ganzen Link, oder fordern Sie einen neuen an.",
    "Choose a date between 1900 and 9999.": "Wählen Sie ein Datum zwischen 1900 und 9999.",
    "Choose a last day on or after the first day.": "Wählen Sie einen letzten Tag, der nicht vor dem ersten liegt.",
    "Choose both a first and a last day.": "Wählen Sie einen ersten und einen letzten Tag.",
    "Choose at most {0} days.": "Wählen Sie höchstens {0} Tage.",
    "Use a currency code, such as EUR.": "Verwenden Sie einen Währungscode, etwa EUR.",
    "Choose a time zone from the list.": "Wählen Sie eine Zeitzone der Liste.",
    "1 second": "1 Sekunde",
    "{0} seconds": "{0} Sekunden",
    "{0} minutes": "{0} Minuten",
    "{0} hours": "{0} Stunden",
    organisation: "Organisation",
    member: "Mitglied",
    invitation: "Einladung",
    user: "Person",
    job: "Job",
    file: "Datei",
    role: "Rolle",
    "API key": "API-Schlüssel",
    event: "Ereignis",
    schedule: "Zeitplan",
    view: "Ansicht",
    presence: "Anwesenheit",
    "Add at least one.": "Fügen Sie mindestens einen Eintrag hinzu.",
    "Add at least {0}.": "Fügen Sie mindestens {0} Einträge hinzu.",
    "Use at least 1 character.": "Verwenden Sie mindestens ein Zeichen.",
    "Use at least {0} characters.": "Verwenden Sie mindestens {0} Zeichen.",
    "Enter a number greater than {0}.": "Geben Sie eine Zahl größer als {0} ein.",
    "Enter at least {0}.": "Geben Sie mindestens {0} ein.",
    "Add at most one.": "Fügen Sie höchstens einen Eintrag hinzu.",
    "Add at most {0}.": "Fügen Sie höchstens {0} Einträge hinzu.",
    "Use at most 1 character.": "Verwenden Sie höchstens ein Zeichen.",
    "Use at most {0} characters.": "Verwenden Sie höchstens {0} Zeichen.",
    "Enter a number less than {0}.": "Geben Sie eine Zahl kleiner als {0} ein.",
    "Enter at most {0}.": "Geben Sie höchstens {0} ein.",
    "Enter a whole number.": "Geben Sie eine ganze Zahl ein.",
    "Enter a number.": "Geben Sie eine Zahl ein.",
    "This is not valid.": "Das ist ungültig.",
    "Enter an email address, such as name@example.com.": "Geben Sie eine E-Mail-Adresse ein, etwa name@example.com.",
    "Check the format.": "Prüfen Sie das Format.",
    "Unknown fields: {0}.": "Unbekannte Felder: {0}.",
    "Enter five fields, such as 0 7 * * 1-5.": "Geben Sie fünf Felder ein, etwa 0 7 * * 1-5.",
    "This position in the list does not exist. Start from the first page.":
      "Diese Stelle der Liste gibt es nicht. Beginnen Sie auf der ersten Seite.",
    "Use lower-case letters, digits and single hyphens.":
      "Verwenden Sie nur Kleinbuchstaben, Ziffern und einzelne Bindestriche.",
    "This looks like a technical ID. Use a word that people recognise.":
      "Das sieht wie eine technische ID aus. Verwenden Sie ein verständliches Wort.",
    "This word is reserved. Choose another one.": "Dieses Wort ist reserviert. Wählen Sie ein anderes.",
    "This text contains unsupported characters. Remove them.":
      "Dieser Text enthält Zeichen, die nicht unterstützt werden. Entfernen Sie diese.",
    "Use a single line without tabs.": "Verwenden Sie eine einzige Zeile ohne Tabulatoren.",
    "This text contains invisible characters. Retype it.":
      "Dieser Text enthält unsichtbare Zeichen. Tippen Sie ihn neu ein.",
    "This request is malformed.": "Diese Anfrage ist fehlerhaft.",
    "This method is not allowed here.": "Diese Methode ist hier nicht erlaubt.",
    "There is nothing at this URL.": "Unter dieser URL gibt es nichts.",
    "This request came from a page of another site.": "Diese Anfrage kam von einer fremden Website.",
    "Send the header Content-Length.": "Senden Sie den Header Content-Length.",
    "Send the header {0} once.": "Senden Sie den Header {0} einmal.",
    "Send at most {0} calls in one request.": "Senden Sie höchstens {0} Aufrufe in einer Anfrage.",
    "Open a live connection in a request of its own.": "Öffnen Sie eine Live-Verbindung in einer eigenen Anfrage.",
    "The header next-router-state-tree is malformed.": "Der Header next-router-state-tree ist fehlerhaft.",
    "This is too large. The limit is {0}.": "Das ist zu groß. Die Grenze ist {0}.",
    "The request did not arrive in time. Try again.": "Die Anfrage kam nicht rechtzeitig an. Versuchen Sie es erneut.",
    "Too many requests at once. Try again in {0} seconds.":
      "Zu viele Anfragen auf einmal. Versuchen Sie es in {0} Sekunden erneut.",
    "This takes too long. Check whether your change was saved before you try again.":
      "Das dauert zu lange. Prüfen Sie, ob Ihre Änderung gespeichert wurde, bevor Sie es erneut versuchen.",
  },
};
