import { unreadHeaders } from "@waybill/validators";
import { describe, expect, test } from "vitest";
import { guessColumns } from "../platform/imports/columns.ts";
import { countFields, itemFields } from "./items/columns.ts";
import { parcelFields } from "./parcels/columns.ts";
import { placeFields } from "./places/columns.ts";

/** What is guessed of a header: the columns by field. */
function guess(header: string, fields: Parameters<typeof guessColumns>[1]): Record<string, string> {
  const headers = header.split(",");
  return Object.fromEntries(guessColumns(headers, fields).columns.map(({ to, from }) => [to, from.join(" + ")]));
}

describe("a place's columns in", () => {
  test.each<[string, string, Record<string, string>]>([
    [
      "a spreadsheet",
      "ID,Company,Zip/Postal Code,City,Country/Region,Street",
      {
        code: "ID",
        name: "Company",
        postcode: "Zip/Postal Code",
        city: "City",
        country: "Country/Region",
        line1: "Street",
      },
    ],
    [
      "a Shopify order export",
      "Name,Email,Billing Name,Billing Street,Billing City,Shipping Name,Shipping Street,Shipping Address1,Shipping City,Shipping Zip,Shipping Country",
      { name: "Shipping Name", city: "Shipping City", postcode: "Shipping Zip", country: "Shipping Country" },
    ],
    [
      "a German list",
      "Kunden-Nr.,Vorname,Nachname,Firma,Straße,Hausnummer,PLZ,Ort,Land",
      {
        code: "Kunden-Nr.",
        name: "Firma",
        line1: "Straße + Hausnummer",
        postcode: "PLZ",
        city: "Ort",
        country: "Land",
      },
    ],
    [
      "a German list of people",
      "Kd-Nr,Vorname,Nachname,Straße,Nr,Zusatz,PLZ,Ort,Land",
      { code: "Kd-Nr", name: "Vorname + Nachname", line1: "Straße + Nr", line2: "Zusatz" },
    ],
    [
      "a Spanish list",
      "Código,Nombre,Apellidos,Calle,Número,Código postal,Ciudad,País",
      {
        code: "Código",
        name: "Nombre + Apellidos",
        line1: "Calle + Número",
        postcode: "Código postal",
        city: "Ciudad",
        country: "País",
      },
    ],
    [
      "a Dutch list",
      "Klantnummer,Naam,Straat,Huisnummer,Toevoeging,Postcode,Plaats,Land",
      {
        code: "Klantnummer",
        name: "Naam",
        line1: "Straat + Huisnummer + Toevoeging",
        postcode: "Postcode",
        city: "Plaats",
      },
    ],
    [
      "an Italian list",
      "Codice cliente,Ragione sociale,Via,Numero civico,CAP,Città,Nazione",
      { code: "Codice cliente", line1: "Via + Numero civico", postcode: "CAP" },
    ],
    [
      "a French list",
      "Code client,Raison sociale,Numéro de rue,Rue,Code postal,Ville,Pays",
      { code: "Code client", line1: "Numéro de rue + Rue", postcode: "Code postal", city: "Ville", country: "Pays" },
    ],
    [
      "an English list",
      "Customer ID,Name,House number,Street,Town,Postcode,Country",
      { code: "Customer ID", name: "Name", line1: "House number + Street", city: "Town" },
    ],
    [
      "a Polish list",
      "Numer klienta,Imię,Nazwisko,Ulica,Nr domu,Nr lokalu,Kod pocztowy,Miasto,Kraj",
      { code: "Numer klienta", name: "Imię + Nazwisko", line1: "Ulica + Nr domu + Nr lokalu", city: "Miasto" },
    ],
    [
      "a Czech list",
      "Číslo zákazníka,Jméno,Příjmení,Ulice,Číslo popisné,PSČ,Město,Země",
      { name: "Jméno + Příjmení", line1: "Ulice + Číslo popisné", postcode: "PSČ", city: "Město", country: "Země" },
    ],
    [
      "a Swedish list",
      "Kundnummer,Företag,Gatuadress,Postnummer,Postort,Land",
      {
        code: "Kundnummer",
        name: "Företag",
        line1: "Gatuadress",
        postcode: "Postnummer",
        city: "Postort",
        country: "Land",
      },
    ],
    [
      "a Portuguese list",
      "Código do cliente,Nome,Morada,Código postal,Cidade,País",
      { code: "Código do cliente", name: "Nome", line1: "Morada", city: "Cidade" },
    ],
    [
      "a Russian list",
      "Код,Название,Страна,Город,Индекс,Улица,Дом",
      { code: "Код", name: "Название", country: "Страна", city: "Город", postcode: "Индекс", line1: "Улица + Дом" },
    ],
    [
      "a Japanese list",
      "顧客コード,会社名,国,市区町村,郵便番号,住所",
      { code: "顧客コード", name: "会社名", country: "国", city: "市区町村", postcode: "郵便番号", line1: "住所" },
    ],
    [
      "a Chinese list",
      "客户编号,名称,国家,城市,邮政编码,地址",
      { code: "客户编号", name: "名称", country: "国家", city: "城市", postcode: "邮政编码", line1: "地址" },
    ],
    [
      "Magento's customers",
      "email,firstname,lastname,_address_street,_address_city,_address_postcode,_address_country_id",
      {
        name: "firstname + lastname",
        line1: "_address_street",
        city: "_address_city",
        postcode: "_address_postcode",
        country: "_address_country_id",
      },
    ],
  ])("%s", (_what, header, right) => expect(guess(header, placeFields)).toMatchObject(right));
});

describe("an order's columns in", () => {
  test.each<[string, string, Record<string, string>]>([
    [
      "Shopify",
      "Name,Email,Financial Status,Fulfillment Status,Lineitem quantity,Lineitem name,Lineitem sku,Billing Name,Billing City,Billing Zip,Billing Country,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping City,Shipping Zip,Shipping Country,Notes,Cancelled at",
      {
        reference: "Name",
        sku: "Lineitem sku",
        quantity: "Lineitem quantity",
        recipientName: "Shipping Name",
        city: "Shipping City",
        postcode: "Shipping Zip",
        country: "Shipping Country",
        line2: "Shipping Address2",
        state: "Fulfillment Status",
        payment: "Financial Status",
        cancelled: "Cancelled at",
      },
    ],
    [
      "WooCommerce",
      "Order Number,Order Status,First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),Postcode (Shipping),Country Code (Shipping),SKU,Quantity",
      {
        reference: "Order Number",
        state: "Order Status",
        sku: "SKU",
        quantity: "Quantity",
        line1: "Address 1&2 (Shipping)",
        city: "City (Shipping)",
        postcode: "Postcode (Shipping)",
      },
    ],
    [
      "WooCommerce with its shipping address first",
      "Order Number,Order Status,Shipping First Name,Shipping Last Name,Shipping Address 1&2,Shipping City,Shipping Postcode,Shipping Country Code,SKU,Quantity",
      {
        recipientName: "Shipping First Name + Shipping Last Name",
        line1: "Shipping Address 1&2",
        city: "Shipping City",
        postcode: "Shipping Postcode",
        country: "Shipping Country Code",
      },
    ],
    [
      "Amazon",
      "order-id,order-item-id,buyer-name,sku,quantity-purchased,recipient-name,ship-address-1,ship-address-2,ship-city,ship-state,ship-postal-code,ship-country",
      {
        reference: "order-id",
        sku: "sku",
        quantity: "quantity-purchased",
        recipientName: "recipient-name",
        line1: "ship-address-1",
        line2: "ship-address-2",
        city: "ship-city",
        postcode: "ship-postal-code",
        country: "ship-country",
      },
    ],
    [
      "eBay",
      "Order Number,Buyer Name,Buyer City,Buyer Zip,Ship To Name,Ship To Address 1,Ship To Address 2,Ship To City,Ship To Zip,Ship To Country,Item Number,Custom Label,Quantity",
      {
        reference: "Order Number",
        sku: "Custom Label",
        quantity: "Quantity",
        recipientName: "Ship To Name",
        line1: "Ship To Address 1",
        city: "Ship To City",
        postcode: "Ship To Zip",
        country: "Ship To Country",
      },
    ],
    [
      "Etsy",
      "Sale Date,Order ID,Full Name,First Name,Last Name,Ship Name,Street 1,Street 2,Ship City,Ship Zipcode,Ship Country,SKU,Quantity",
      {
        reference: "Order ID",
        recipientName: "Ship Name",
        line1: "Street 1",
        line2: "Street 2",
        city: "Ship City",
        postcode: "Ship Zipcode",
        country: "Ship Country",
      },
    ],
    [
      "BigCommerce",
      "Order ID,Order Status,Shipping First Name,Shipping Last Name,Shipping Street 1,Shipping Suburb,Shipping Zip,Shipping Country,Product SKU,Product Quantity",
      {
        reference: "Order ID",
        recipientName: "Shipping First Name + Shipping Last Name",
        line1: "Shipping Street 1",
        city: "Shipping Suburb",
        sku: "Product SKU",
        quantity: "Product Quantity",
      },
    ],
    [
      "Otto",
      "Bestellnummer,Artikelnummer,Menge,Lieferadresse Vorname,Lieferadresse Nachname,Lieferadresse Straße,Lieferadresse Hausnummer,Lieferadresse PLZ,Lieferadresse Ort,Lieferadresse Land",
      {
        recipientName: "Lieferadresse Vorname + Lieferadresse Nachname",
        line1: "Lieferadresse Straße + Lieferadresse Hausnummer",
        postcode: "Lieferadresse PLZ",
        city: "Lieferadresse Ort",
        country: "Lieferadresse Land",
      },
    ],
    [
      "an ERP",
      "Order No,SKU,Qty,Ship To Name,Ship To Street,Ship To Zip,Ship To City,Ship To Country",
      { line1: "Ship To Street", postcode: "Ship To Zip", city: "Ship To City", country: "Ship To Country" },
    ],
  ])("%s", (_what, header, right) => expect(guess(header, parcelFields)).toMatchObject(right));
});

test.each(["Available", "Verfügbar", "Stock disponible", "Disponible", "Beschikbaar"])(
  "%s is less what is reserved, and never guessed as the count",
  (header) => expect(guess(`SKU,${header}`, countFields)).toEqual({ sku: "SKU" }),
);

test("PrestaShop's products", () => {
  expect(guess("Product ID,Name,Reference,Price (tax excl.),Weight", itemFields)).toMatchObject({
    sku: "Reference",
    name: "Name",
    price: "Price (tax excl.)",
    weight: "Weight",
  });
});

test("a column that no field is read from is told by its name", () => {
  const headers = ["Kunden-Nr.", "Firma", "Bundesland", "Straße", "Hausnummer"];
  expect(unreadHeaders(headers, guessColumns(headers, placeFields).columns)).toEqual(["Bundesland"]);
});

describe("of two addresses in one file", () => {
  const address = (...names: string[]) => names.join(",");
  const order = "Order Number,SKU,Quantity";

  test.each<[string, string, Record<string, string>]>([
    [
      "the shipping one is taken, also where brackets say which it is",
      `${order},First Name (Billing),Last Name (Billing),Address 1&2 (Billing),City (Billing),Postcode (Billing),Country Code (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),Postcode (Shipping),Country Code (Shipping)`,
      {
        reference: "Order Number",
        recipientName: "First Name (Shipping) + Last Name (Shipping)",
        line1: "Address 1&2 (Shipping)",
        city: "City (Shipping)",
        postcode: "Postcode (Shipping)",
        country: "Country Code (Shipping)",
      },
    ],
    [
      "in German",
      "Bestellnummer,SKU,Menge,Name (Rechnung),Straße (Rechnung),PLZ (Rechnung),Ort (Rechnung),Land (Rechnung),Name (Lieferung),Straße (Lieferung),PLZ (Lieferung),Ort (Lieferung),Land (Lieferung)",
      {
        reference: "Bestellnummer",
        recipientName: "Name (Lieferung)",
        city: "Ort (Lieferung)",
        line1: "Straße (Lieferung)",
      },
    ],
    [
      "in Spanish",
      "Pedido,SKU,Cantidad,Nombre (facturación),Ciudad (facturación),Nombre (envío),Ciudad (envío),País (envío)",
      { reference: "Pedido", recipientName: "Nombre (envío)", city: "Ciudad (envío)", country: "País (envío)" },
    ],
    [
      "an eBay report's",
      `${order},Buyer Name,Buyer Address 1,Buyer City,Buyer Postcode,Buyer Country,Post To Name,Post To Address 1,Post To City,Post To Postcode,Post To Country`,
      { recipientName: "Post To Name", line1: "Post To Address 1", city: "Post To City", country: "Post To Country" },
    ],
  ])("%s", (_what, header, right) => expect(guess(header, parcelFields)).toMatchObject(right));

  test.each([
    address("Buyer City", "Buyer Postcode", "Dropoff City", "Dropoff Postcode"),
    address("City", "Postcode", "Kund City", "Kund Postcode"),
    address("City (Home)", "Country (Home)", "City (Gift)", "Country (Gift)"),
  ])("none is taken where either may be meant: %s", (columns) => {
    const headers = `${order},${columns}`.split(",");
    const { columns: guessed, problems } = guessColumns(headers, parcelFields);
    expect(guessed.map(({ to }) => to)).toEqual(["reference", "sku", "quantity"]);
    expect(problems).toEqual([expect.stringMatching(/^The file has two addresses: one with .+, one with .+\. Choose/)]);
  });

  test.each([
    address("City", "Postcode", "Sender City", "Sender Postcode"),
    address("City", "Country", "Country of origin"),
    address("Ship To City", "Ship To Country", "Dropoff City", "Dropoff Country"),
    address("Address", "City", "Email Address", "IP Address"),
    address("City", "Postcode", "Billing City", "Billing Postcode"),
  ])("nobody is asked where one alone can be meant: %s", (columns) => {
    const { columns: guessed, problems } = guessColumns(`${order},${columns}`.split(","), parcelFields);
    expect(problems).toEqual([]);
    expect(guessed.find(({ to }) => to === "city")?.from[0]).toBe(columns.split(",").find((name) => /City/.test(name)));
  });
});
