import { importInput } from "@waybill/validators";
import { defineJob } from "../../core/index.ts";
import { type ImportField, importTable } from "../../platform/imports/index.ts";
import { addressFields } from "../places/index.ts";
import { parcelsImported } from "./events.ts";
import { parcelFiles } from "./files.ts";
import { settleParcels } from "./import.ts";

const words = (text: string) => text.split(" | ");

/** The columns of a file of parcels: of orders, as shops and other programs write them. */
const parcelFields: Record<string, ImportField> = {
  reference: {
    kind: "code",
    names: words(
      "order number | order no | order id | order | order_number | order name | name | parcel | Bestellnummer | Auftragsnummer | Auftrag | Bestellung | Referenz | numéro de commande | commande | référence | número de pedido | pedido | referencia | numero ordine | ordine | riferimento | bestelnummer | bestelling | ordernummer | referentie | numer zamówienia | zamówienie | číslo objednávky | ordrenummer | tilausnumero | rendelésszám",
    ),
  },
  recipientCode: {
    kind: "code",
    names: words(
      "recipient code | recipient_code | customer number | customer code | customer id | customer no | place code | Kundennummer | Kundennr | Kunden-Nr | code client | numéro client | número de cliente | código de cliente | codice cliente | klantnummer | numer klienta | kundnummer",
    ),
  },
  sku: {
    kind: "code",
    names: words(
      "lineitem sku | line item sku | item sku | item | item code | product code | item number | article | Artikelnummer | Artikel-Nr | Artikel | référence article | article | artículo | código de artículo | codice articolo | articolo | artikelnummer | artikel | kod produktu | indeks | varenummer",
    ),
  },
  quantity: {
    kind: "number",
    names: words(
      "qty | lineitem quantity | line item quantity | item quantity | count | pieces | Menge | Anzahl | Stück | quantité | cantidad | quantità | aantal | hoeveelheid | ilość | množství | antal | määrä | mennyiség",
    ),
  },
  recipientName: {
    kind: "text",
    names: words(
      "shipping name | ship to name | delivery name | recipient name | recipient | Lieferadresse Name | Empfänger | nom du destinataire | shipping first name | name",
    ).concat(addressFields.name.names),
  },
  country: addressFields.country,
  city: addressFields.city,
  postcode: addressFields.postcode,
  line1: addressFields.line1,
  line2: addressFields.line2,
  note: {
    kind: "text",
    names: words(
      "notes | comment | order note | remark | Notiz | Bemerkung | Hinweis | remarque | nota | opmerking | uwagi",
    ),
  },
  state: { kind: "text", names: words("status | order status | fulfillment status | Bestellstatus | estado | stato") },
};

/** Imports parcels from a file. Run twice, it finds the same parcels again and changes nothing. */
export const importParcels = defineJob({
  name: "parcels.import",
  title: "Import parcels",
  readBy: "parcels.import",
  needs: "parcels.import",
  input: importInput,
  timeoutSeconds: 3600,
  onGiveUp: { nothingWaits: "What was written stays, and the job's page says how far it came." },
  handler: (job) =>
    importTable(job, {
      files: parcelFiles,
      fields: parcelFields,
      key: "reference",
      grouped: true,
      batchSize: 200,
      settle: settleParcels,
      finish: ({ hub }) => hub.publish(parcelsImported, {}),
    }),
});
