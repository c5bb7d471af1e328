import { describe, expect, test } from "vitest";
import { guessColumns, guessedColumns } from "../../../testing/guessed-columns.ts";
import { parcelFields } from "./columns.ts";

describe("the columns of an order are recognised:", () => {
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
  ])("%s", (_what, header, right) => expect(guessedColumns(header, parcelFields)).toMatchObject(right));
});

describe("of two addresses in one file", () => {
  const address = (...names: string[]) => names.join(",");
  const order = "Order Number,SKU,Quantity";

  test.each<[string, string, Record<string, string>]>([
    [
      "the shipping address is used, also if brackets mark it",
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
      "of an eBay report",
      `${order},Buyer Name,Buyer Address 1,Buyer City,Buyer Postcode,Buyer Country,Post To Name,Post To Address 1,Post To City,Post To Postcode,Post To Country`,
      { recipientName: "Post To Name", line1: "Post To Address 1", city: "Post To City", country: "Post To Country" },
    ],
  ])("%s", (_what, header, right) => expect(guessedColumns(header, parcelFields)).toMatchObject(right));

  test.each([
    address("Buyer City", "Buyer Postcode", "Dropoff City", "Dropoff Postcode"),
    address("City", "Postcode", "Kund City", "Kund Postcode"),
    address("City (Home)", "Country (Home)", "City (Gift)", "Country (Gift)"),
  ])("neither is used if both are possible: %s", (columns) => {
    const headers = `${order},${columns}`.split(",");
    const { columns: guessed, problems } = guessColumns(headers, parcelFields);
    expect(guessed.map(({ to }) => to)).toEqual(["reference", "sku", "quantity"]);
    expect(problems).toEqual([
      expect.stringMatching(/^The file has two addresses, one with .+ and one with .+\. Choose/),
    ]);
  });

  test.each([
    address("City", "Postcode", "Sender City", "Sender Postcode"),
    address("City", "Country", "Country of origin"),
    address("Ship To City", "Ship To Country", "Dropoff City", "Dropoff Country"),
    address("Address", "City", "Email Address", "IP Address"),
    address("City", "Postcode", "Billing City", "Billing Postcode"),
  ])("no answer is needed if only one is possible: %s", (columns) => {
    const { columns: guessed, problems } = guessColumns(`${order},${columns}`.split(","), parcelFields);
    expect(problems).toEqual([]);
    expect(guessed.find(({ to }) => to === "city")?.from[0]).toBe(columns.split(",").find((name) => /City/.test(name)));
  });
});
