import type { ImportField } from "../../platform/imports/index.ts";

const words = (text: string) => text.split(" | ");

/** The columns of a file of items, without their stock, as spreadsheets, shops and other programs name them in several languages. */
export const itemFields = {
  sku: {
    kind: "code",
    names: words(
      "variant sku | item number | item no | item code | product code | part number | article number | code | Artikelnummer | Artikel-Nr | Art-Nr | Bestellnummer | référence | réf | code article | referencia | código | código de artículo | codice articolo | codice | artikelnummer | artikelcode | indeks | kod produktu | numer artykułu | SKU | číslo zboží | varenummer | tuotenumero | cikkszám",
    ),
  },
  name: {
    kind: "text",
    names: words(
      "title | product name | product title | item name | description | product | Bezeichnung | Artikelbezeichnung | Artikelname | Produktname | Artikel | désignation | nom | libellé | nom du produit | nombre | descripción | denominación | producto | nome | descrizione | prodotto | naam | omschrijving | productnaam | nazwa | nazwa produktu | opis | název | navn | namn | benämning | nimi | megnevezés",
    ),
  },
  weight: {
    kind: "weight",
    names: words(
      "weight_g | variant grams | grams | weight g | weight kg | weight lbs | weight in kg | weight in g | shipping weight | variant weight | Gewicht | Gewicht kg | Gewicht in kg | Gewicht g | Gewicht in g | poids | poids kg | peso | peso kg | gewicht kg | waga | waga kg | hmotnost | vægt | vikt | paino | súly",
    ),
  },
  price: {
    kind: "price",
    names: words(
      "variant price | regular price | unit price | list price | sale price | Preis | Verkaufspreis | Stückpreis | VK | prix | prix unitaire | precio | prezzo | prijs | cena | pris | hinta | ár | preço",
    ),
  },
  currency: {
    kind: "code",
    names: words(
      "currency code | Währung | devise | monnaie | moneda | divisa | valuta | waluta | měna | valutta | pénznem",
    ),
  },
} satisfies Record<string, ImportField>;

/** The columns of a file of counts. */
export const countFields: Record<string, ImportField> = {
  sku: itemFields.sku,
  counted: {
    kind: "number",
    names: words(
      "count | counted quantity | actual | actual quantity | physical count | Gezählt | Istbestand | Ist-Bestand | compté | quantité comptée | contado | contato | geteld | policzono | stock | variant inventory qty | inventory | quantity | qty | on hand | stock quantity | in stock | available | Bestand | Lagerbestand | Menge | Anzahl | stock disponible | quantité | existencias | cantidad | giacenza | quantità | voorraad | aantal | stan | stan magazynowy | ilość | skladem | množství | lager | lagersaldo | varasto | készlet",
    ),
  },
  seen: {
    kind: "number",
    names: words(
      "expected | expected quantity | system quantity | book quantity | Sollbestand | Soll-Bestand | Buchbestand | stock théorique | stock teórico | giacenza teorica | verwacht",
    ),
  },
};
