import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { generate } from "../scripts/generate.ts";
import {
  currency,
  currencyCodes,
  daysAfter,
  daysBetween,
  minorDigits,
  slugOf,
  timeZone,
  timeZoneNames,
  waitText,
} from "./index.ts";

const sources = fileURLToPath(new URL(".", import.meta.url));

describe("validators", () => {
  test("bundle only zod, so that they are safe in a browser", async () => {
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

  test("have the countries, postcodes, currencies and time zones of their source packages", () => {
    for (const [name, text] of Object.entries(generate())) {
      const committed = readFileSync(new URL(`./generated/${name}`, import.meta.url), "utf8");
      expect(committed.replace(/[\s,]+/g, "")).toBe(text.replace(/[\s,]+/g, ""));
    }
  });
});

describe("money", () => {
  test("has the digits of ISO 4217, in any runtime", () => {
    const digits = Object.fromEntries(
      ["EUR", "RSD", "JPY", "KRW", "KWD", "TND", "CLF", "IDR", "XOF"].map((of) => [of, minorDigits(of)]),
    );
    expect(digits).toEqual({ EUR: 2, RSD: 2, JPY: 0, KRW: 0, KWD: 3, TND: 3, CLF: 4, IDR: 2, XOF: 0 });
  });

  test("is accepted in every currency in circulation, and in no other", () => {
    for (const code of currencyCodes) expect(currency.parse(` ${code.toLowerCase()} `)).toBe(code);
    for (const code of ["XXX", "XAU", "XTS", "DEM", "EURO"]) expect(currency.safeParse(code).success).toBe(false);
  });
});

test("an unknown currency has two digits", () => {
  for (const text of ["constructor", "__proto__", "toString", ""]) expect(minorDigits(text)).toBe(2);
});

test("no source reads currencies, digits or time zones from the runtime, because runtimes differ", () => {
  const root = new URL("../../..", import.meta.url);
  const sources = globSync("{apps,packages}/*/{src,scripts}/**/*.{ts,tsx}", { cwd: root }).filter(
    (file) => !file.endsWith(".test.ts"),
  );
  expect(sources.length).toBeGreaterThan(400);
  const asks = /supportedValuesOf|resolvedOptions\(\)\.m\w+FractionDigits/;
  expect(sources.filter((file) => asks.test(readFileSync(new URL(file, root), "utf8")))).toEqual([]);
});

describe("time zones", () => {
  test("have every IANA name, old and new", () => {
    const renamed = ["Asia/Kolkata", "Asia/Calcutta", "Europe/Kyiv", "Europe/Kiev", "US/Pacific", "Etc/GMT+5", "UTC"];
    for (const name of [...renamed, ...Intl.supportedValuesOf("timeZone")]) expect(timeZone.parse(name)).toBe(name);
    for (const name of ["Mars/Olympus", "europe/berlin", "+01:00", ""])
      expect(timeZone.safeParse(name).success).toBe(false);
  });

  test("are known to the runtime", () => {
    for (const timeZone of timeZoneNames) expect(() => new Intl.DateTimeFormat("en", { timeZone })).not.toThrow();
  });
});

test("every name gives a valid slug", () => {
  expect(slugOf("Çelik & Söhne GmbH")).toBe("celik-sohne-gmbh");
  expect(slugOf("  --  ")).toBe("");
});

test.each([
  [1, "1 second"],
  [90, "90 seconds"],
  [91, "2 minutes"],
  [3600, "60 minutes"],
  [5401, "2 hours"],
])("a wait of %i s is written as %s", (seconds, words) => {
  expect(waitText(seconds)).toBe(words);
});

describe("days", () => {
  test.each([
    ["2026-02-28", 1, "2026-03-01"],
    ["2024-02-28", 1, "2024-02-29"],
    ["2026-01-01", -1, "2025-12-31"],
    ["1900-01-01", -1, "1899-12-31"],
    ["9999-12-31", 1, "10000-01-01"],
  ])("%s and %i days is %s", (from, days, to) => expect(daysAfter(from, days)).toBe(to));

  test("between two days are counted to the end of the calendar", () => {
    expect(daysBetween("9999-12-30", "9999-12-31")).toEqual(["9999-12-30", "9999-12-31"]);
    expect(daysBetween("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
    expect(daysBetween("2026-03-01", "2026-02-27")).toEqual([]);
  });
});
