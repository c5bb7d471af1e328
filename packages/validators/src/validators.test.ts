import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { generate } from "../scripts/generate.ts";
import { currency, currencyCodes, inWords, minorDigits, slugOf, timeZone, timeZoneNames, zodIssues } from "./index.ts";
import { createItem, itemRow } from "./items.ts";
import { createParcel } from "./parcels.ts";
import { createPlace, needsPostcode, postcodeWarning } from "./places.ts";

function issuesOf(schema: { safeParse(value: unknown): { success: boolean; error?: unknown } }, input: unknown) {
  const parsed = schema.safeParse(input);
  if (parsed.success) return [];
  return zodIssues(parsed.error as Parameters<typeof zodIssues>[0], input);
}

const sources = fileURLToPath(new URL(".", import.meta.url));
const uuid = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
const place = { code: "P1", name: "Ada", country: "de", city: "Berlin" };

describe("validators", () => {
  test("bundle nothing but zod, so that they are safe in a browser", async () => {
    const result = await build({
      entryPoints: globSync("*.ts", { cwd: sources, exclude: ["*.test.ts"] }).map((file) => join(sources, file)),
      bundle: true,
      outdir: "/",
      write: false,
      metafile: true,
      platform: "browser",
      format: "esm",
    });
    const foreign = Object.keys(result.metafile.inputs).filter(
      (path) => !/^(?:src|packages\/validators\/src)\//.test(path) && !/node_modules\/zod\//.test(path),
    );
    expect(foreign).toEqual([]);
    expect(Object.keys(result.metafile.inputs).some((path) => path.includes("node_modules/zod/"))).toBe(true);
  });

  test("have the countries, postcodes, currencies and time zones of the packages that keep them", () => {
    for (const [name, text] of Object.entries(generate())) {
      const committed = readFileSync(new URL(`./generated/${name}`, import.meta.url), "utf8");
      expect(committed.replace(/[\s,]+/g, "")).toBe(text.replace(/[\s,]+/g, ""));
    }
  });
});

describe("issues", () => {
  test("say what is missing, too small, too big or malformed, at its path and in plain words", () => {
    expect(issuesOf(createItem, { sku: "", name: "Lamp", weight: 0, stock: 1, price: 1.5, currency: "XQQ" })).toEqual([
      { path: ["sku"], code: "required", message: "Fill this in.", params: { minimum: 1 } },
      { path: ["sku"], code: "required", message: "Use letters, digits and . _ / - only." },
      { path: ["weight"], code: "too_small", message: "Must be at least 1.", params: { minimum: 1 } },
      {
        ...{ path: ["price"], code: "invalid" },
        message: "Prices have no more digits after the point than their currency.",
      },
      { path: ["currency"], code: "invalid", message: "Use a currency code, like EUR." },
    ]);
  });

  test("reach into lists", () => {
    const issues = issuesOf(createParcel, {
      reference: "R1",
      lines: [
        { itemId: uuid, quantity: 1 },
        { itemId: "nonsense", quantity: -2 },
      ],
    });
    expect(issues.map(({ path, code }) => [path.join("."), code])).toEqual([
      ["recipientId", "required"],
      ["lines.1.itemId", "invalid"],
      ["lines.1.quantity", "too_small"],
    ]);
  });

  test("refuse a reference that no barcode can carry", () => {
    const lines = [{ itemId: uuid, quantity: 1 }];
    expect(issuesOf(createParcel, { reference: "Größe-1", recipientId: uuid, lines })).toMatchObject([
      { path: ["reference"] },
    ]);
    expect(issuesOf(createParcel, { reference: "WB/1042 (a)", recipientId: uuid, lines })).toEqual([]);
  });

  test("name an item that stands twice", () => {
    const lines = [
      { itemId: uuid, quantity: 1 },
      { itemId: uuid, quantity: 2 },
    ];
    const issues = issuesOf(createParcel, { reference: "R", recipientId: uuid, lines });
    expect(issues).toMatchObject([{ path: ["lines", 1, "itemId"], code: "conflict" }]);
  });
});

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
    expect(postcodeWarning(postcode, country)).toBe(`This does not look like a postcode of ${country}.`);
  });

  test("demand a postcode where every address has one, and nowhere else", () => {
    expect(["DE", "GB", "JP", "US"].map(needsPostcode)).toEqual([true, true, true, true]);
    // No postcodes at all, and postcodes that not every address has.
    expect(["AE", "HK", "IE", "LB", "NG"].map(needsPostcode)).toEqual([false, false, false, false, false]);
  });

  test("read an empty text as none", () => {
    expect(createPlace.parse({ ...place, line1: "  " })).toMatchObject({ country: "DE", line1: null, postcode: null });
  });
});

test("rows of a CSV turn texts into numbers and refuse what is none", () => {
  const row = { sku: "A-1", name: "Lamp", weight: "120", stock: "3", price: "1999", currency: "eur" };
  expect(itemRow.parse(row)).toMatchObject({ weight: 120, currency: "EUR" });
  expect(issuesOf(itemRow, { ...row, weight: "heavy" }).map((issue) => issue.path)).toEqual([["weight"]]);
});

describe("money", () => {
  test("has the digits of ISO 4217, whatever a runtime says", () => {
    const digits = Object.fromEntries(
      ["EUR", "RSD", "JPY", "KRW", "KWD", "TND", "CLF", "IDR", "XOF"].map((of) => [of, minorDigits(of)]),
    );
    expect(digits).toEqual({ EUR: 2, RSD: 2, JPY: 0, KRW: 0, KWD: 3, TND: 3, CLF: 4, IDR: 2, XOF: 0 });
  });

  test("is taken in every currency that people pay with, and in nothing else", () => {
    for (const code of currencyCodes) expect(currency.parse(` ${code.toLowerCase()} `)).toBe(code);
    for (const code of ["XXX", "XAU", "XTS", "DEM", "EURO"]) expect(currency.safeParse(code).success).toBe(false);
  });
});

test("a text that is no currency has the digits of most", () => {
  for (const text of ["constructor", "__proto__", "toString", ""]) expect(minorDigits(text)).toBe(2);
});

test("nothing asks a runtime for currencies, their digits or time zones: each runtime has others", () => {
  const root = new URL("../../..", import.meta.url);
  const sources = globSync("{apps,packages}/*/{src,scripts}/**/*.{ts,tsx}", { cwd: root }).filter(
    (file) => !file.endsWith(".test.ts"),
  );
  expect(sources.length).toBeGreaterThan(400);
  const asks = /supportedValuesOf|resolvedOptions\(\)\.m\w+FractionDigits/;
  expect(sources.filter((file) => asks.test(readFileSync(new URL(file, root), "utf8")))).toEqual([]);
});

describe("time zones", () => {
  test("have every name of the IANA, those of before and after a renaming", () => {
    const renamed = ["Asia/Kolkata", "Asia/Calcutta", "Europe/Kyiv", "Europe/Kiev", "US/Pacific", "Etc/GMT+5", "UTC"];
    for (const name of [...renamed, ...Intl.supportedValuesOf("timeZone")]) expect(timeZone.parse(name)).toBe(name);
    for (const name of ["Mars/Olympus", "europe/berlin", "+01:00", ""])
      expect(timeZone.safeParse(name).success).toBe(false);
  });

  test("are all known to the runtime", () => {
    for (const timeZone of timeZoneNames) expect(() => new Intl.DateTimeFormat("en", { timeZone })).not.toThrow();
  });
});

test("a slug is made of any name", () => {
  expect(slugOf("Çelik & Söhne GmbH")).toBe("celik-sohne-gmbh");
  expect(slugOf("  --  ")).toBe("");
});

test.each([
  [1, "1 second"],
  [90, "90 seconds"],
  [91, "2 minutes"],
  [3600, "60 minutes"],
  [5401, "2 hours"],
])("a wait of %i s is %s", (seconds, words) => {
  expect(inWords(seconds)).toBe(words);
});

test.each([
  ["2115", "US", "02115"],
  ["1067", "DE", "01067"],
  ["801", "US", "00801"],
  ["1310", "FR", "01310"],
  ["8001", "ES", "08001"],
  ["800", "AU", "0800"],
  ["950", "PL", "00-950"],
])("the warning of %s in %s says that zeros are lost: %s", (given, country, whole) => {
  expect(postcodeWarning(given, country)).toMatch(new RegExp(`leading zeros off: ${whole}\\.$`));
});

test("a postcode of an unknown form is not told as one that lost zeros", () => {
  expect(postcodeWarning("12345678", "DE")).toBe("This does not look like a postcode of DE.");
});
