import { expect, test } from "vitest";
import { guessOf } from "../../testing/guess.ts";
import { countFields, itemFields } from "./columns.ts";

test.each(["Available", "Verfügbar", "Stock disponible", "Disponible", "Beschikbaar"])(
  "%s is less what is reserved, and never guessed as the count",
  (header) => expect(guessOf(`SKU,${header}`, countFields)).toEqual({ sku: "SKU" }),
);

test("PrestaShop's products", () => {
  expect(guessOf("Product ID,Name,Reference,Price (tax excl.),Weight", itemFields)).toMatchObject({
    sku: "Reference",
    name: "Name",
    price: "Price (tax excl.)",
    weight: "Weight",
  });
});
