import { expect, test } from "vitest";
import { guessedColumns } from "../../testing/guessed-columns.ts";
import { countFields, itemFields } from "./columns.ts";

test.each(["Available", "Verfügbar", "Stock disponible", "Disponible", "Beschikbaar"])(
  "%s is the available quantity, and never guessed as the count",
  (header) => expect(guessedColumns(`SKU,${header}`, countFields)).toEqual({ sku: "SKU" }),
);

test("the columns of PrestaShop's products are recognised", () => {
  expect(guessedColumns("Product ID,Name,Reference,Price (tax excl.),Weight", itemFields)).toMatchObject({
    sku: "Reference",
    name: "Name",
    price: "Price (tax excl.)",
    weight: "Weight",
  });
});
