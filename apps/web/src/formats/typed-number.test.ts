import { expect, test } from "vitest";
import { typedAmount, typedNumber } from "./typed-number.ts";

test.each([
  ["12", 12],
  [" -2 ", -2],
  ["−2", -2],
  ["12.5", 12.5],
  ["12,5", 12.5],
  ["1,299.50", 1299.5],
  ["1.299,50", 1299.5],
  ["1 299", 1299],
  ["1'299", 1299],
  ["52.520", 52.52],
  ["١٢", 12],
  ["", null],
  ["  ", null],
  ["1,299", Number.NaN],
  ["1e3", Number.NaN],
  ["0x10", Number.NaN],
  ["12 kg", Number.NaN],
  ["twelve", Number.NaN],
  ["1-2", Number.NaN],
])("the number %j", (text, number) => expect(typedNumber(text)).toBe(number));

test.each([
  ["12,99", "EUR", 1299],
  ["19.99", "EUR", 1999],
  ["1.299,50", "EUR", 129_950],
  ["1 299", "EUR", 129_900],
  ["0.1", "EUR", 10],
  ["1.5", "KWD", 1500],
  ["500", "JPY", 500],
  ["", "EUR", null],
  ["1,299", "EUR", Number.NaN],
  ["1e3", "EUR", Number.NaN],
])("the amount %j in %s", (text, currency, minor) => expect(typedAmount(text, currency)).toBe(minor));

test.each([
  ["12.999", "EUR"],
  ["19.99", "JPY"],
])("the amount %j has more digits than %s, and is rounded to nothing", (text, currency) => {
  expect(typedAmount(text, currency)).not.toBeNaN();
  expect(Number.isInteger(typedAmount(text, currency))).toBe(false);
});
