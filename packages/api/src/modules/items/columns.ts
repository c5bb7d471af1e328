import type { ImportField } from "../../platform/imports/index.ts";

const words = (text: string) => text.split(" | ");

/**
 * Column names for item files, without stock, as used by spreadsheets, shops and other programs in several languages.
 */
export const itemFields = {
  sku: {
    kind: "code",
    names: words(
      "custom label | custom label (SKU) | variant sku | item number | item no | item code | product code | part number | article number | code | Artikelnummer | Artikel-Nr | Art-Nr | Bestellnummer | référence | réf | code article | referencia | código | código de artículo | codice articolo | codice | artikelnummer | artikelcode | indeks | kod produktu | numer artykułu | SKU | číslo zboží | varenummer | tuotenumero | cikkszám | custom label | custom label (SKU) | product sku | seller sku | merchant sku | item sku | item code | ref | art. nr. | Art.-Nr. | Artnr | Artikelcode | Artikelnr. | Materialnummer | code produit | réf. | référence produit | ref. producto | código producto | cod. articolo | cod. art. | productnummer | kod | kod towaru | symbol | kód | kód produktu | katalogové číslo | artikelnr | varenr | tuotekoodi | termékkód | cod produs | stok kodu | ürün kodu | артикул | код товара | код | артикул товару | 品番 | 商品コード | 商品番号 | 型番 | 货号 | 商品编码 | 貨號 | 상품코드 | 품번 | מק”ט | رمز المنتج | reference",
    ),
  },
  name: {
    kind: "text",
    names: words(
      "title | product name | product title | item name | description | product | Bezeichnung | Artikelbezeichnung | Artikelname | Produktname | Artikel | désignation | nom | libellé | nom du produit | nombre | descripción | denominación | producto | nome | descrizione | prodotto | naam | omschrijving | productnaam | nazwa | nazwa produktu | opis | název | navn | namn | benämning | nimi | megnevezés | item title | item | product-name | Warenbezeichnung | Produktbezeichnung | Titel | intitulé | libellé produit | título | titolo | titel | tytuł | název produktu | názov | titulek | produktnavn | produktnamn | tuotenimi | terméknév | denumire | ürün adı | название | наименование | товар | назва | 商品名 | 品名 | 名称 | 产品名称 | 商品名称 | 名稱 | 상품명 | שם המוצר | اسم المنتج",
    ),
  },
  weight: {
    kind: "weight",
    names: words(
      "weight_g | variant grams | grams | weight g | weight kg | weight lbs | weight in kg | weight in g | shipping weight | variant weight | Gewicht | Gewicht kg | Gewicht in kg | Gewicht g | Gewicht in g | poids | poids kg | peso | peso kg | gewicht kg | waga | waga kg | hmotnost | vægt | vikt | paino | súly | item weight | product weight | net weight | gross weight | Nettogewicht | Bruttogewicht | Versandgewicht | Gewicht netto | poids net | poids brut | peso neto | peso netto | peso lordo | nettogewicht | brutto gewicht | masa | waga netto | váha | váha kg | hmotnosť | bruttovikt | greutate | ağırlık | вес | масса | вес кг | вага | 重量 | 重さ | 무게 | משקל | الوزن",
    ),
  },
  price: {
    kind: "price",
    names: words(
      "variant price | regular price | unit price | list price | sale price | Preis | Verkaufspreis | Stückpreis | VK | prix | prix unitaire | precio | prezzo | prijs | cena | pris | hinta | ár | preço | product price | item price | item-price | price tax excl | price tax incl | price incl tax | retail price | selling price | VK-Preis | VK Preis | Verkaufspreis netto | Verkaufspreis brutto | Nettopreis | Bruttopreis | Einzelpreis | prix ht | prix ttc | prix de vente | pvp | precio de venta | precio unitario | prezzo di vendita | prezzo unitario | verkoopprijs | cena sprzedaży | cena brutto | cena netto | prodejní cena | cena s DPH | cena bez DPH | försäljningspris | salgspris | eladási ár | preț | fiyat | satış fiyatı | цена | стоимость | ціна | 価格 | 販売価格 | 单价 | 价格 | 售价 | 價格 | 가격 | 판매가 | מחיר | السعر | preço de venda",
    ),
  },
  currency: {
    kind: "code",
    names: words(
      "currency code | Währung | devise | monnaie | moneda | divisa | valuta | waluta | měna | valutta | pénznem | currency iso | currency_code | Währungscode | code devise | código de moneda | codice valuta | muntcode | munteenheid | kod waluty | kód měny | mena | moeda | monedă | para birimi | валюта | 通貨 | 货币 | 币种 | 幣別 | 통화 | מטבע | العملة",
    ),
  },
} satisfies Record<string, ImportField>;

/** Column names for files of counts. */
export const countFields: Record<string, ImportField> = {
  sku: itemFields.sku,
  counted: {
    kind: "number",
    doubtful: {
      names: words(
        "available | available quantity | available qty | available stock | qty available | quantity available | available to sell | available to promise | atp | free stock | free quantity | sellable | salable quantity | unreserved | verfügbar | verfügbarer Bestand | Bestand verfügbar | verfügbare Menge | frei | freier Bestand | frei verfügbar | disponible | stock disponible | disponibles | quantité disponible | stock libre | cantidad disponible | existencias disponibles | disponibile | disponibilità | giacenza disponibile | quantità disponibile | beschikbaar | beschikbare voorraad | vrije voorraad | vrij | dostępne | dostępny | dostępna ilość | stan dostępny | dostupné | k dispozici | volné | tillgängligt | tillgänglig | disponibelt saldo | tilgængelig | tilgjengelig | vapaa saldo | saatavilla | elérhető | szabad készlet | disponível | estoque disponível | stock disponível | kullanılabilir | доступно | в наличии | свободно | доступно для продажи | 利用可能 | 販売可能 | 販売可能数 | 可用 | 可用库存 | 可售 | 可售库存 | 가용재고 | 판매가능",
      ),
      note: "Available stock excludes reserved stock, but a count includes it. Choose this column only if nothing is reserved.",
    },
    names: words(
      "count | counted quantity | actual | actual quantity | physical count | Gezählt | Istbestand | Ist-Bestand | compté | quantité comptée | contado | contato | geteld | policzono | stock | variant inventory qty | inventory | quantity | qty | on hand | stock quantity | in stock | stock on hand | quantity on hand | qty on hand | counted qty | Bestand | Lagerbestand | gezählter Bestand | gezählte Menge | Zählmenge | Menge | Anzahl | quantité | existencias | cantidad | giacenza | quantità | voorraad | aantal | stan | stan magazynowy | ilość | skladem | množství | lager | lagersaldo | varasto | készlet",
    ),
  },
  seen: {
    kind: "number",
    names: words(
      "expected | expected quantity | system quantity | book quantity | Sollbestand | Soll-Bestand | Buchbestand | stock théorique | stock teórico | giacenza teorica | verwacht",
    ),
  },
};
