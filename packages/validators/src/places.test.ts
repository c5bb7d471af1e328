import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createPlace, needsPostcode, postcodeWarning } from "./places.ts";

const place = { code: "P1", name: "Ada", country: "de", city: "Berlin" };

describe("places", () => {
  const cases = z
    .array(z.object({ country: z.string(), given: z.string().nullable(), right: z.string().nullable() }))
    .parse(JSON.parse(readFileSync(new URL("./cases/postcodes.json", import.meta.url), "utf8")));

  test.each([
    ...cases,
    { country: "FI", given: "FIN-00100", right: "00100" },
    { country: "CH", given: "CH-8001", right: "8001" },
    { country: "FR", given: "75 001", right: "75001" },
    { country: "PT", given: "1000205", right: "1000-205" },
    { country: "GB", given: "bfpo801", right: "BFPO 801" },
    { country: "IM", given: "im11aa", right: "IM1 1AA" },
    { country: "AD", given: "AD 500", right: "AD500" },
    { country: "AD", given: "500", right: "AD500" },
    { country: "TH", given: "๑๐๑๑๐", right: "10110" },
    { country: "EG", given: "١١٥١١", right: "11511" },
    { country: "SA", given: "١١٥٦٤", right: "11564" },
    { country: "SA", given: "115641234", right: "11564-1234" },
    { country: "IN", given: "११०००१", right: "110001" },
    { country: "IR", given: "۱۱۳۶۹۱۵۱۱۱", right: "11369-15111" },
    { country: "DE", given: "'01067", right: "01067" },
    { country: "DE", given: "〒", right: null },
  ])("bring a postcode into its country's form: $country $given is $right", ({ country, given, right }) => {
    expect(createPlace.parse({ ...place, country, postcode: given }).postcode).toBe(right);
    expect(postcodeWarning(given, country)).toBeNull();
    // Brought into form once more, it stays.
    expect(createPlace.parse({ ...place, country, postcode: right }).postcode).toBe(right);
  });

  test.each([
    ["DE", "123456"],
    ["NL", "AB 1012"],
    ["GB", "nope"],
    // A state, or a way to large customers, has no other field: it stays.
    ["AU", "NSW 2000"],
    ["US", "CA 90210"],
    ["FR", "75001 Cedex 08"],
  ])("keep a postcode of an unknown form, with a warning: %s %s", (country, postcode) => {
    expect(createPlace.parse({ ...place, country, postcode })).toMatchObject({ postcode: postcode.toUpperCase() });
    expect(postcodeWarning(postcode, country)).toBe(`This does not look like a postcode in ${country}.`);
  });

  test("demand a postcode in countries where every address has one, and nowhere else", () => {
    expect(["DE", "GB", "JP", "US"].map(needsPostcode)).toEqual([true, true, true, true]);
    // No postcodes at all, and postcodes that not every address has.
    expect(["AE", "HK", "IE", "LB", "NG"].map(needsPostcode)).toEqual([false, false, false, false, false]);
  });

  test("read an empty text as null", () => {
    expect(createPlace.parse({ ...place, line1: "  " })).toMatchObject({ country: "DE", line1: null, postcode: null });
  });
});

test.each([
  ["2115", "US", "02115"],
  ["1067", "DE", "01067"],
  ["801", "US", "00801"],
  ["1310", "FR", "01310"],
  ["8001", "ES", "08001"],
  ["800", "AU", "0800"],
  ["950", "PL", "00-950"],
])("the warning of %s in %s about lost zeros: %s", (given, country, whole) => {
  expect(postcodeWarning(given, country)).toMatch(new RegExp(`removed leading zeros: ${whole}\\.$`));
});

test("a postcode of an unknown form has no warning about lost zeros", () => {
  expect(postcodeWarning("12345678", "DE")).toBe("This does not look like a postcode in DE.");
});
