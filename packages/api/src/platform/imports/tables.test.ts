import { plainNumber, scaled, writtenNumber } from "@waybill/validators";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countriesNamed } from "./countries.ts";
import { csvRows, separatorOf } from "./csv-reader.ts";
import { currenciesOf } from "./currencies.ts";
import { encodingOf } from "./encoding.ts";
import { weightUnitOf } from "./numbers.ts";

/** Cuts a text into pieces, as a stream delivers it. */
async function* cut(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function rowsOf(text: string, separator: string, size = 7) {
  const rows = [];
  for await (const row of csvRows(cut(text, size), separator)) rows.push(row);
  return rows;
}

describe("a CSV", () => {
  const cell = fc.string({ unit: fc.constantFrom(..."ab,;\"\t|'\r\n ä0"), maxLength: 6 });

  test("with any texts is read back unchanged, in chunks of any size", async () => {
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
    const writing = fc.constantFrom(",", ";", "\t", "|");
    await fc.assert(
      fc.asyncProperty(
        rows,
        writing,
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.integer({ min: 1, max: 20 }),
        async (table, delimiter, end, size) => {
          // Rows of blanks are left out; a mark in each keeps these.
          const marked = table.map((cells) => ["x", ...cells]);
          const text = stringify(marked, { delimiter, record_delimiter: end, quoted: true });
          const read = await rowsOf(text, delimiter, size);
          expect(read.map(({ cells }) => cells)).toEqual(marked);
          expect(read.filter(({ flaw }) => flaw)).toEqual([]);
        },
      ),
      { numRuns: 300, seed: 3 },
    );
  });

  test("with any content is read to the end, with each valid row unchanged", async () => {
    const line = fc.string({ unit: fc.constantFrom(...'ab,"\n '), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(line, fc.integer({ min: 1, max: 9 }), async (bad, size) => {
        const read = await rowsOf(`h,i,j\n1,2,3\n${bad}\n4,5,6\n`, ",", size);
        expect(read.slice(0, 2).map(({ cells }) => cells)).toEqual([
          ["h", "i", "j"],
          ["1", "2", "3"],
        ]);
        // The line before the last one may have opened an unclosed quotation: only this line is lost.
        expect(read.at(-1)?.cells).toEqual(["4", "5", "6"]);
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  test.each([
    ["a;b\n1;2,5\n3;4,5\n", ";"],
    ["a,b\n1,x;y;z\n", ","],
    ["sep=|\na|b;c\n", "|"],
    ["a\tb\n1,5\t2\n", "\t"],
    ["name\nonly one\n", ","],
  ] as const)("%j is separated by %j", async (text, separator) => {
    expect(await separatorOf(text, [",", ";", "\t", "|"])).toBe(separator);
  });
});

test.each([
  ["59,00", "59.00"],
  ["1.299,50", "1299.50"],
  ["1,299.50 €", "1299.50"],
  ["1 299,50", "1299.50"],
  ["1\u202f299,50", "1299.50"],
  ["1'299.50", "1299.50"],
  ["Fr. 59.00", "59.00"],
  ["59,-", "59"],
  ["1,29,950.00", "129950.00"],
  ["-0,5", "-0.5"],
  ["007", "7"],
  ["0x1F4", null],
  ["5e2", null],
  ["0b11", null],
  ["1.2.3", null],
  ["12 34", null],
  ["1-2", null],
  ["", null],
  ["٣", "3"],
  ["١٢٫٥", "12.5"],
  ["١٬٢٣٤٫٥٠", "1234.50"],
  ["१२.५", "12.5"],
  ["１２", "12"],
  ["１２．５", "12.5"],
  ["59,--", "59"],
  ["59,– €", "59"],
  ["59.— CHF", "59"],
  ["CHF 59.–", "59"],
  ["1.299,–", "1299"],
  ["1 lbs.", "1"],
  ["2 kg.", "2"],
  ["5²", null],
  ["5½", null],
  ["1–2", null],
])("the number %j is %j", (text, plain) => {
  const number = writtenNumber(text);
  expect(number && plainNumber(number, null)).toBe(plain);
});

test("a number with one mark before three digits is read by the file's decimal mark", () => {
  const number = writtenNumber("1.299");
  expect(number?.unclear).toBe(".");
  expect(number && [plainNumber(number, "."), plainNumber(number, ",")]).toEqual(["1.299", "1299"]);
});

test.each([
  ["59.00", 2, "5900"],
  ["1299.5", 2, "129950"],
  ["0.05", 2, "5"],
  ["5900", 0, "5900"],
  ["1.234", 2, null],
  ["1.230", 2, "123"],
])("%s with %i digits is %s", (plain, digits, minor) => expect(scaled(plain, digits)).toBe(minor));

test.each([
  ["kg", "kg"],
  ["kg.", "kg"],
  ["lbs.", "lb"],
  ["кг", "kg"],
  ["ｋｇ", "kg"],
  ["㎏", "kg"],
  ["г", "g"],
  ["公斤", "kg"],
  ["كجم", "kg"],
  ["Kilogramm", "kg"],
  ["onzas", "oz"],
  ["constructor", undefined],
])("the unit %s is %s", (unit, weight) => expect(weightUnitOf(writtenNumber(`1 ${unit}`)?.beside ?? "")).toBe(weight));

test.each([
  ["EUR", "EUR"],
  ["€", "EUR"],
  ["$ USD", "USD"],
  ["us$", "USD"],
  ["us $", "USD"],
  ["R$", "BRL"],
  ["£", "GBP"],
  ["zł", "PLN"],
  ["Kč", "CZK"],
  ["руб", "RUB BYN"],
  ["¥", "JPY CNY"],
  ["kr", "SEK NOK DKK ISK"],
  ["€ USD", undefined],
  ["doz", undefined],
  ["abc", undefined],
  ["constructor", undefined],
])("the currency %s is %s", (beside, codes) => expect(currenciesOf(beside)?.join(" ")).toBe(codes));

test.each([
  ["Deutschland", "DE"],
  ["allemagne", "DE"],
  ["Niemcy", "DE"],
  ["España", "ES"],
  ["ÖSTERREICH", "AT"],
  ["Holland", "NL"],
  ["uk", "GB"],
  ["USA", "US"],
  ["deu", "DE"],
  ["Россия", "RU"],
  ["中国", "CN"],
  ["Congo", "CD CG"],
  ["Schottland", "GB"],
  ["Nordirland", "GB"],
  ["Écosse", "GB"],
  ["Oesterreich", "AT"],
  ["Korea", "KP KR"],
  ["GER", "DE"],
  ["D", "DE"],
  ["F", "FR"],
  ["A", "AT"],
  ["EL", "GR"],
  ["DR Congo", "CD"],
  ["Congo (DRC)", "CD"],
  ["Vatican", "VA"],
  ["Hong Kong SAR", "HK"],
  ["United States of America (the)", "US"],
  ["Netherlands (Kingdom of the)", "NL"],
  ["Korea (the Republic of)", "KR"],
  ["Korea, Republic of", "KR"],
  ["Republic of Korea", "KR"],
  ["台灣", "TW"],
  ["台湾", "TW"],
  ["ประเทศไทย", "TH"],
  ["भारत", "IN"],
  ["ΕΛΛΑΔΑ", "GR"],
  ["საქართველო", "GE"],
  ["日本国", "JP"],
  ["대한민국", "KR"],
  ["Türkiye", "TR"],
  ["Micronesia (Federated States of)", "FM"],
  ["Bolivia (Plurinational State of)", "BO"],
  ["Niger", "NE"],
  ["Georgia", "GE"],
  ["Atlantis", ""],
])("%s is the country %s", (name, codes) => expect(countriesNamed(name).join(" ")).toBe(codes));

describe("an encoding is detected:", () => {
  const windows1250: Readonly<Record<string, number>> = {
    ...{ ą: 0xb9, ć: 0xe6, ę: 0xea, ł: 0xb3, ń: 0xf1, ó: 0xf3, ś: 0x9c, ź: 0x9f, ż: 0xbf, Ł: 0xa3, Ś: 0x8c, Ż: 0xaf },
  };
  const many = (text: string) => Array.from({ length: 30 }, (_, n) => `K-${n};${text}`).join("\n");
  const bytes = (text: string, byteOf: (sign: string) => number) => Buffer.from([...text].map(byteOf));

  test.each([
    ["UTF-8", Buffer.from(many("Müller, Łódź, Москва")), "utf-8"],
    ["UTF-8 with a byte order mark", Buffer.from("\ufeffcode;name"), "utf-8"],
    ["UTF-16 without a byte order mark", Buffer.from(many("Müller"), "utf16le"), "utf-16le"],
    ["German", Buffer.from(many("Müller & Söhne;Österreich;Größe"), "latin1"), "windows-1252"],
    ["one German letter", Buffer.from("code;name\n1;Müller", "latin1"), "windows-1252"],
    [
      "Polish",
      bytes(many("Spółka Żółta Gęś;Łódź;Świętokrzyska"), (sign) => windows1250[sign] ?? sign.charCodeAt(0)),
      "windows-1250",
    ],
    [
      "Russian",
      bytes(many("Общество;Москва"), (sign) => {
        const code = sign.charCodeAt(0);
        return code >= 0x410 ? code - 0x410 + 0xc0 : code;
      }),
      "windows-1251",
    ],
    ["one NUL", Buffer.from("code,name\n1,a\0b\n2,c\n"), "utf-8"],
  ])("of %s", (_what, sample, encoding) => expect(encodingOf(sample, true)).toEqual({ encoding, open: [] }));
});
