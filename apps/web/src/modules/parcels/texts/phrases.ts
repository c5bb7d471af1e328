import type { PhrasesByLanguage } from "@/texts/phrases.ts";

/** Translations of the module's API texts. */
export const phrases: PhrasesByLanguage = {
  de: {
    "These parcels can no longer be processed. Select parcels again.":
      "Diese Pakete können nicht mehr verarbeitet werden. Wählen Sie die Pakete erneut aus.",
    "More parcels match than were counted. Refresh the count.":
      "Der Auswahl entsprechen mehr Pakete, als gezählt wurden. Aktualisieren Sie die Anzahl.",
    "The carrier could not be reached.": "Der Versanddienst war nicht erreichbar.",
    "The carrier responded with {0}: {1}": "Der Versanddienst hat mit {0} geantwortet: {1}",
    "The carrier sent an invalid response.": "Der Versanddienst hat eine ungültige Antwort gesendet.",
    "Simulated carrier": "Simulierter Versanddienst",
    "The carrier did not respond.": "Der Versanddienst hat nicht geantwortet.",
    "Left with the recipient": "Beim Empfänger abgegeben",
    "The person is no longer an owner or admin.": "Die Person ist nicht mehr Inhaber oder Administrator.",
    "Email the digest": "Zusammenfassung per E-Mail senden",
    "The next digest covers the missed period.": "Die nächste Zusammenfassung umfasst den ausgelassenen Zeitraum.",
    "Email a digest to owners and admins": "Zusammenfassung per E-Mail an Inhaber und Administratoren",
    "Unprocessed parcels stay unchanged. The job's page shows their number, and the job can be retried.":
      "Nicht verarbeitete Pakete bleiben unverändert. Die Seite des Jobs zeigt ihre Anzahl, und der Job kann erneut ausgeführt werden.",
    "Dispatch parcels": "Pakete versenden",
    "{0} of {1} dispatched, {2} refused": "{0, number} von {1, number} versandt, {2, number} abgelehnt",
    "Mark parcels as packed": "Pakete als gepackt markieren",
    "{0} of {1} packed, {2} refused": "{0, number} von {1, number} gepackt, {2, number} abgelehnt",
    "started dispatching 1 parcel": "hat den Versand von 1 Paket gestartet",
    "started dispatching {0} parcels": "hat den Versand von {0} Paketen gestartet",
    "started retrying parcels": "hat einen erneuten Versand von Paketen gestartet",
    "started printing the labels of a batch": "hat den Druck der Etiketten eines Stapels gestartet",
    "started packing 1 parcel": "hat das Packen von 1 Paket gestartet",
    "started packing {0} parcels": "hat das Packen von {0} Paketen gestartet",
    "created the parcel {0}": "hat das Paket {0} angelegt",
    "changed the parcel {0}": "hat das Paket {0} geändert",
    "dispatched the parcel {0}": "hat das Paket {0} versandt",
    "created the label of the parcel {0}": "hat das Etikett des Pakets {0} erstellt",
    "handed the parcel {0} over to the carrier": "hat das Paket {0} dem Versanddienst übergeben",
    "recorded the delivery of the parcel {0}": "hat die Zustellung des Pakets {0} vermerkt",
    "cancelled the parcel {0}": "hat das Paket {0} storniert",
    "marked the parcel {0} as failed": "hat das Paket {0} als fehlgeschlagen markiert",
    "retried the parcel {0}": "hat den Versand des Pakets {0} erneut versucht",
    "retried the tracking of the parcel {0}": "hat die Sendungsverfolgung des Pakets {0} erneut versucht",
    "recorded a problem with the carrier for the parcel {0}":
      "hat ein Problem mit dem Versanddienst vermerkt: Paket {0}",
    "finished an import of parcels": "hat einen Import abgeschlossen: Pakete",
    parcels: "Pakete",
    Label: "Etikett",
    "Batch labels": "Etiketten eines Stapels",
    "Import parcels": "Pakete importieren",
    "Rows that were already imported are kept. The job's page shows the progress.":
      "Bereits importierte Zeilen bleiben erhalten. Die Seite des Jobs zeigt den Fortschritt.",
    "The place {0} has another address: {1}. The parcel goes to the address in the file.":
      "Die Adresse {0} ist mit anderen Angaben gespeichert: {1}. Das Paket geht an die Adresse in der Datei.",
    "The place {0} has another name: {1}. The parcel goes there.":
      "Die Adresse {0} hat einen anderen Namen: {1}. Das Paket geht dorthin.",
    "The place {0} has another address: {1}. Enter the complete address in the file, or correct the place.":
      "Die Adresse {0} ist mit anderen Angaben gespeichert: {1}. Geben Sie in der Datei die vollständige Anschrift an, oder korrigieren Sie die gespeicherte Adresse.",
    "This parcel already exists and goes to {0}. It was not changed.":
      "Dieses Paket gibt es bereits, es geht an {0}. Es wurde nicht geändert.",
    "No parcel was created: the order is cancelled ({0}).":
      "Es wurde kein Paket angelegt: Die Bestellung ist storniert ({0}).",
    "No parcel was created: the order was already dispatched ({0}).":
      "Es wurde kein Paket angelegt: Die Bestellung wurde bereits versandt ({0}).",
    "No parcel was created for this line: its state is {0}.":
      "Für diese Position wurde kein Paket angelegt: Ihr Status ist {0}.",
    "No parcel was created: the order is {0}.": "Es wurde kein Paket angelegt: Der Status der Bestellung ist {0}.",
    "The rows of this parcel have different recipients. Use the same recipient in all of them.":
      "Die Zeilen dieses Pakets haben verschiedene Empfänger. Verwenden Sie in allen denselben.",
    "This item is already in the parcel. Change its quantity instead.":
      "Dieser Artikel ist bereits im Paket. Ändern Sie stattdessen seine Menge.",
    "A parcel can have at most 200 lines.": "Ein Paket kann höchstens 200 Positionen haben.",
    "A parcel with the reference {0} and different contents already exists. It was not changed.":
      "Es gibt bereits ein Paket mit der Referenz {0} und anderem Inhalt. Es wurde nicht geändert.",
    "No item has the SKU {0}. Create it first, or correct the SKU.":
      "Kein Artikel hat die Artikelnummer {0}. Legen Sie ihn zuerst an, oder korrigieren Sie die Nummer.",
    "No place has the code {0}, and the file has no complete address to create one. Add the address or correct the code.":
      "Keine Adresse hat das Kürzel {0}, und die Datei enthält keine vollständige Anschrift, um sie anzulegen. Ergänzen Sie die Anschrift, oder korrigieren Sie das Kürzel.",
    "The parcel {0} has failed, so this job has nothing to do. Open the parcel, correct the problem, and choose “Retry”.":
      "Das Paket {0} ist fehlgeschlagen, daher hat dieser Job nichts zu tun. Öffnen Sie das Paket, beheben Sie das Problem, und wählen Sie „Erneut versuchen“.",
    "The parcel {0} no longer needs this job. Open the parcel to see its state.":
      "Das Paket {0} benötigt diesen Job nicht mehr. Öffnen Sie das Paket, um seinen Status zu sehen.",
    "The parcel {0} no longer needs this job: it was retried in the meantime.":
      "Das Paket {0} benötigt diesen Job nicht mehr: Der Versand wurde inzwischen erneut versucht.",
    "Create a label": "Etikett erstellen",
    "The label could not be created: {0}": "Das Etikett konnte nicht erstellt werden: {0, text}",
    "Hand over to the carrier": "An den Versanddienst übergeben",
    "Void earlier shipments with the carrier": "Frühere Sendungen beim Versanddienst stornieren",
    "The carrier did not void the earlier shipment: {0}":
      "Der Versanddienst hat die frühere Sendung nicht storniert: {0, text}",
    "Track a parcel": "Paket verfolgen",
    "The carrier provides no tracking information: {0}":
      "Der Versanddienst liefert keine Sendungsverfolgung: {0, text}",
    "The carrier could not deliver the parcel.": "Der Versanddienst konnte das Paket nicht zustellen.",
    "The address of {0} has characters that cannot be printed on the label: {1}. Check the spelling or use other characters.":
      "Die Anschrift von {0} enthält Zeichen, die sich nicht auf das Etikett drucken lassen: {1}. Prüfen Sie die Schreibweise, oder verwenden Sie andere Zeichen.",
    "The name of your organisation has characters that cannot be printed on the label: {0}. Check the spelling or use other characters.":
      "Der Name Ihrer Organisation enthält Zeichen, die sich nicht auf das Etikett drucken lassen: {0}. Prüfen Sie die Schreibweise, oder verwenden Sie andere Zeichen.",
    "The label for {0} cannot be printed because of {1}. Check the spelling or use other characters.":
      "Das Etikett für {0} kann wegen {1} nicht gedruckt werden. Prüfen Sie die Schreibweise, oder verwenden Sie andere Zeichen.",
    "This parcel is too heavy. All items together may weigh at most {0} tonnes.":
      "Dieses Paket ist zu schwer. Alle Artikel zusammen dürfen höchstens {0, number} Tonnen wiegen.",
    "The address of {0} has no postcode. Add one.":
      "In der Anschrift von {0} fehlt die Postleitzahl. Ergänzen Sie sie.",
    "The address of {0} has no street and no postcode. Add both.":
      "In der Anschrift von {0} fehlen Straße und Postleitzahl. Ergänzen Sie beides.",
    "The address of {0} has no street. Add one.": "In der Anschrift von {0} fehlt die Straße. Ergänzen Sie sie.",
    "{0} is archived. Restore it, or remove it from the parcel.":
      "{0} ist archiviert. Stellen Sie den Artikel wieder her, oder entfernen Sie ihn aus dem Paket.",
    "This parcel is still a draft.": "Dieses Paket ist noch ein Entwurf.",
    "This parcel is packed.": "Dieses Paket ist gepackt.",
    "This parcel has already been dispatched.": "Dieses Paket wurde bereits versandt.",
    "This parcel is already on its way.": "Dieses Paket ist bereits unterwegs.",
    "This parcel has already been delivered.": "Dieses Paket wurde bereits zugestellt.",
    "This parcel has been cancelled.": "Dieses Paket wurde storniert.",
    "This parcel has failed.": "Dieses Paket ist fehlgeschlagen.",
    "Mark this parcel as packed first.": "Markieren Sie dieses Paket zuerst als gepackt.",
    "This parcel has already been dispatched. Failed attempts are retried automatically.":
      "Dieses Paket wurde bereits versandt. Fehlgeschlagene Schritte werden automatisch erneut versucht.",
    "This parcel is already on its way. Its tracking is updated automatically.":
      "Dieses Paket ist bereits unterwegs. Die Sendungsverfolgung wird automatisch aktualisiert.",
    "A batch can have at most {0} parcels, but more are selected. Use a filter to select fewer.":
      "Ein Stapel kann höchstens {0, number} Pakete haben, ausgewählt sind aber mehr. Wählen Sie mit einem Filter weniger aus.",
    "Too many parcels would have to be checked for these filters. Filter by a state too.":
      "Für diese Filter müssten zu viele Pakete geprüft werden. Filtern Sie auch nach einem Status.",
    "Print batch labels": "Etiketten eines Stapels drucken",
    "The labels can be requested again. Each parcel still has its own.":
      "Die Etiketten können erneut angefordert werden. Jedes Paket hat noch sein eigenes.",
    "{0} of {1} labels": "{0} von {1} Etiketten",
    "{0} was skipped. {1}": "{0} wurde ausgelassen. {1, text}",
    "No parcel in this batch has a label to print.": "Für kein Paket dieses Stapels lässt sich ein Etikett drucken.",
    "Retry failed parcels": "Fehlgeschlagene Pakete erneut versuchen",
    "Unprocessed parcels are still shown as failed.":
      "Nicht verarbeitete Pakete werden weiter als fehlgeschlagen angezeigt.",
    "{0}: {1}": "{0}: {1, text}",
    "{0} of {1} retried": "{0} von {1} erneut versucht",
    "The reference {0} is already used by another parcel.": "Die Referenz {0} gehört bereits zu einem anderen Paket.",
    "This reference is already used by another parcel.": "Diese Referenz gehört bereits zu einem anderen Paket.",
    "This label belongs to a parcel that is still on its way. Remove it after the delivery.":
      "Dieses Etikett gehört zu einem Paket, das noch unterwegs ist. Entfernen Sie es nach der Zustellung.",
    "This place no longer exists. Choose another one.": "Diese Adresse gibt es nicht mehr. Wählen Sie eine andere.",
    "One of these items no longer exists. Choose another one.":
      "Einen dieser Artikel gibt es nicht mehr. Wählen Sie einen anderen.",
    "One of these tags no longer exists. Choose others.":
      "Eines dieser Schlagwörter gibt es nicht mehr. Wählen Sie andere.",
    "Report corrected parcel counts": "Korrigierte Paketzahlen melden",
    "The log has the same information.": "Das Protokoll enthält dieselben Angaben.",
    "{0}: {1} too many, {2} too few": "{0}: {1} zu viel, {2} zu wenig",
    "Check the parcel counts": "Paketzahlen prüfen",
    "The next nightly run counts again.": "Der nächste nächtliche Lauf zählt erneut.",
    "The next nightly run uses the new time zone.": "Der nächste nächtliche Lauf verwendet die neue Zeitzone.",
    parcel: "Paket",
    "Use unaccented letters, digits and common symbols. The reference is printed as a barcode.":
      "Verwenden Sie Buchstaben ohne Akzente, Ziffern und gängige Zeichen. Die Referenz wird als Barcode gedruckt.",
    "Add at least one item.": "Fügen Sie mindestens einen Artikel hinzu.",
  },
};
