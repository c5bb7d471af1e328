import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { importCheck, importPreview, importResult } from "@waybill/validators";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { createContext } from "../../../core/procedures/request.ts";
import { openFile, receiveFile } from "../../../platform/files/index.ts";
import { TestApp } from "../../../testing.ts";

// Files that people bring, each with its right answer. The table prints: one line a file.

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "dispatcher");

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
});

const request = () =>
  createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), acme.members.dispatcher.sessionId);

const purposes = { items: "items.import", counts: "items.importCounts", places: "places.import" } as const;
type Kind = keyof typeof purposes;

async function send(kind: Kind, content: string | Buffer, name = "file.csv"): Promise<string> {
  const body = Readable.toWeb(Readable.from([Buffer.from(content)])) as ReadableStream; // the same stream, in the words of two libraries
  const file = { kind: purposes[kind], name, contentType: "text/csv", body };
  return (await receiveFile(await request(), file)).id;
}

async function run(kind: Kind, input: { fileId: string; mode?: "preview" | "check" | "import"; plan?: object }) {
  const { call } = acme.members.dispatcher;
  const { jobId } = await (kind === "counts" ? call.items.importCounts(input) : call[kind].import(input));
  return call.jobs.byId({ id: jobId });
}

async function reasonsOf({ result }: { result: unknown }): Promise<Record<string, string>[]> {
  const { errorFileId } = importResult.parse(result);
  if (!errorFileId) return [];
  const { content } = await openFile(await request(), errorFileId);
  return parse(Buffer.concat(await content.toArray()), { columns: true });
}

/** Previews a file, then checks and imports it with the detected plan. The check equals the result of the import. */
async function bring(kind: Kind, content: string | Buffer, plan: object = {}) {
  const fileId = await send(kind, content);
  const preview = importPreview.parse((await run(kind, { fileId, mode: "preview", plan })).result);
  const { encoding, separator, columns, numberFormats, orderStates } = preview;
  const found = { encoding, separator, columns, numberFormats, orderStates, ...plan };
  const check = importCheck.parse((await run(kind, { fileId, mode: "check", plan: found })).result);
  const job = await run(kind, { fileId, plan: found });
  const result = importResult.parse(job.result);
  const { created, updated, unchanged, refused, rows } = result;
  expect(created + updated + unchanged + refused).toBe(rows);
  expect(check).toMatchObject({ rows, created, updated, unchanged, refused });
  return { preview, check, result, reasons: await reasonsOf(job) };
}

const placeOf = async (code: string) =>
  (await acme.members.dispatcher.call.places.list({ search: code, limit: 100 })).items.find((one) => one.code === code);
const itemOf = async (sku: string) =>
  (await acme.members.dispatcher.call.items.list({ search: sku, limit: 100 })).items.find((one) => one.sku === sku);
const caseOf = (name: string) => readFileSync(new URL(`./files/${name}`, import.meta.url));

const munich = { city: "München", country: "DE", postcode: "80331" };

describe("places-", () => {
  test.each([
    [
      "windows-1252.csv",
      "W-1",
      { encoding: "windows-1252", separator: "," },
      { name: "Müller GmbH", line1: "Straße 1" },
    ],
    [
      "ibm850.csv",
      "D-1",
      { encoding: "ibm850", separator: ";", lineEnd: "crlf" },
      { name: "Müller GmbH", line1: "Königstraße 1" },
    ],
    ["semicolon-bom-crlf.csv", "S-1", { encoding: "utf-8", separator: ";", lineEnd: "crlf" }, { name: "Müller GmbH" }],
    ["sep-line.csv", "S-2", { encoding: "utf-8", separator: ";" }, { name: "Müller" }],
    ["tab.csv", "S-3", { encoding: "utf-8", separator: "\t", lineEnd: "lf" }, { name: "Müller" }],
    ["utf16le-bom-tab.csv", "U-1", { encoding: "utf-16le", separator: "\t" }, { name: "Müller" }],
    ["utf16be-bom.csv", "U-4", { encoding: "utf-16be", separator: "," }, { name: "Müller" }],
  ])("%s is read: %s is %j, %j", async (file, code, layout, values) => {
    const { preview, result } = await bring("places", caseOf(`places-${file}`));
    expect(preview).toMatchObject({ format: "csv", ...layout, problems: [], questions: [] });
    expect(result).toMatchObject({ rows: 1, created: 1 });
    expect(await placeOf(code)).toMatchObject({ ...munich, ...values });
  });

  test("missing-columns.csv keeps the values of missing columns", async () => {
    const before = {
      country: "DE",
      city: "Hamburg",
      postcode: "20095",
      line1: "Street 1",
      latitude: 53.5,
      longitude: 10,
    };
    await acme.members.dispatcher.call.places.create({ code: "K-1", name: "Before", ...before });
    const { result } = await bring("places", caseOf("places-missing-columns.csv"));
    expect(result).toMatchObject({ rows: 1, updated: 1 });
    expect(await placeOf("K-1")).toMatchObject({ ...before, name: "Renamed", city: "Berlin", version: 2 });
  });

  test("doubled-code.csv is refused per line: a spreadsheet has shortened these numbers", async () => {
    const { result, reasons } = await bring("places", caseOf("places-doubled-code.csv"));
    expect(result).toMatchObject({ rows: 3, created: 0, refused: 3 });
    for (const line of ["2", "3", "4"]) {
      const own = reasons.filter((one) => one.line === line).map(({ reason }) => reason);
      expect(own).toContainEqual(expect.stringMatching(/^A spreadsheet has shortened this number/));
      expect(own).toContainEqual(expect.stringMatching(/^4\.00638E\+12 is also on line \d \(3 times in total\)\./));
    }
  });

  test("nul-in-row.csv refuses only the row with a NUL", async () => {
    const { result, reasons } = await bring("places", caseOf("places-nul-in-row.csv"));
    expect(result).toMatchObject({ rows: 3, created: 2, refused: 1 });
    expect(reasons).toMatchObject([
      { line: "3", column: "name", reason: expect.stringContaining("unsupported characters") },
    ]);
    expect([await placeOf("N-1"), await placeOf("N-3")]).toMatchObject([{ name: "Good" }, { name: "Good" }]);
  });

  test("inch-mark.csv keeps the mark", async () => {
    const { result } = await bring("places", caseOf("places-inch-mark.csv"));
    expect(result).toMatchObject({ rows: 3, created: 3, refused: 0 });
    expect(await placeOf("Q-2")).toMatchObject({ name: '12" Shop' });
  });

  test("row-longer-than-header.csv is refused with the reason", async () => {
    const { result, reasons } = await bring("places", caseOf("places-row-longer-than-header.csv"));
    expect(result).toMatchObject({ rows: 1, created: 0, refused: 1 });
    expect(reasons).toMatchObject([{ line: "2", reason: expect.stringMatching(/has 7 cells, but the header has 6/) }]);
  });

  test("doubled-header.csv is refused with the reason, in the preview and in the import", async () => {
    const fileId = await send("places", caseOf("places-doubled-header.csv"));
    const preview = importPreview.parse((await run("places", { fileId, mode: "preview" })).result);
    expect(preview.problems).toEqual(["Two columns are named name. Rename one of them."]);
    expect(await run("places", { fileId })).toMatchObject({ state: "failed", error: preview.problems[0] });
  });

  test("commas-only-rows.csv has one row", async () => {
    const { result } = await bring("places", caseOf("places-commas-only-rows.csv"));
    expect(result).toMatchObject({ rows: 1, created: 1 });
  });

  test("headers-other-case-and-language.csv: its columns and its country name are understood", async () => {
    const { preview, result } = await bring("places", caseOf("places-headers-other-case-and-language.csv"));
    expect(Object.fromEntries(preview.columns.map(({ to, from }) => [to, from[0]]))).toEqual({
      ...{ code: "Kundennummer", name: "Firma", country: "Land", city: "Ort", postcode: "PLZ", line1: "Straße" },
    });
    expect(result).toMatchObject({ rows: 1, created: 1 });
    expect(await placeOf("HG-1")).toMatchObject({
      name: "Ada",
      country: "DE",
      postcode: "10117",
      line1: "Hauptstraße 1",
    });
  });

  test("empty.csv fails in every mode, because the file is empty", async () => {
    const fileId = await send("places", caseOf("places-empty.csv"));
    for (const mode of ["preview", "check", "import"] as const) {
      expect(await run("places", { fileId, mode })).toMatchObject({ state: "failed", error: "The file is empty." });
    }
  });
});

describe("items-", () => {
  test("empty-cells.csv keeps existing values, and creates no items without values", async () => {
    const lamp = { sku: "I-1", name: "Old lamp", weight: 400, stock: 30, price: 1999, currency: "EUR" };
    const content = caseOf("items-empty-cells.csv");
    const fresh = await bring("items", content, { numberFormats: { weight: "g" } });
    expect(fresh.result).toMatchObject({ rows: 1, refused: 1 });
    expect(fresh.reasons.map(({ column }) => column)).toEqual(["price"]);
    await acme.members.dispatcher.call.items.create(lamp);
    const { result } = await bring("items", content, { numberFormats: { weight: "g" } });
    expect(result).toMatchObject({ rows: 1, updated: 1 });
    expect(await itemOf("I-1")).toMatchObject({ name: "Lamp", weight: 500, onHand: 30, price: 1999 });
    const counts = await bring("counts", content);
    expect(counts.reasons).toMatchObject([{ line: "2", column: "stock", value: "", reason: "Fill this in." }]);
    expect(await itemOf("I-1")).toMatchObject({ onHand: 30 });
  });

  test("number-formats.csv is refused: hexadecimal, binary and exponents are not quantities", async () => {
    const { result, reasons } = await bring("items", caseOf("items-number-formats.csv"));
    expect(result).toMatchObject({ rows: 1, created: 0, refused: 1 });
    expect(reasons.map(({ column, value }) => [column, value])).toEqual([
      ["weight", "0x1F4"],
      ["price", "0b11"],
    ]);
    const counts = await bring("counts", caseOf("items-number-formats.csv"));
    expect(counts.result).toMatchObject({ rows: 1, refused: 1 });
    expect(counts.reasons.map(({ column, value }) => [column, value])).toEqual([["stock", "5e2"]]);
  });

  test("prices-as-people-write.csv: the preview states the detected format, and the import uses it", async () => {
    const { preview, result } = await bring("items", caseOf("items-prices-as-people-write.csv"));
    expect(preview).toMatchObject({ separator: ";", numberFormats: { price: "major" }, questions: [] });
    expect(result).toMatchObject({ rows: 2, created: 2 });
    expect(await itemOf("I-3")).toMatchObject({ weight: 1450, onHand: 0, price: 5900 });
    expect(await itemOf("I-4")).toMatchObject({ weight: 400, onHand: 0, price: 129_950 });
    const counts = await bring("counts", caseOf("items-prices-as-people-write.csv"));
    expect(counts.result).toMatchObject({ rows: 2, updated: 2 });
    expect([await itemOf("I-3"), await itemOf("I-4")]).toMatchObject([{ onHand: 64 }, { onHand: 12 }]);
  });
});

describe("an ambiguous value needs an answer and is not guessed:", () => {
  const items = (...rows: string[]) => ["Artikelnummer;Bezeichnung;Gewicht;Bestand;Preis;Währung", ...rows].join("\n");

  test.each([
    [
      "a weight without a unit",
      items("Q-1;Lamp;2;5;59,00;EUR"),
      [{ about: "weight", example: "2", text: "Choose the unit of weights: 2 has none." }],
    ],
    [
      "a price that may be in cents",
      items("Q-1;Lamp;2 kg;5;5900;EUR"),
      [
        {
          about: "price",
          example: "5900",
          text: "Choose the unit of prices: 5900 may be an amount in the currency or in its smallest unit.",
        },
      ],
    ],
    [
      "1.299",
      items("Q-1;Lamp;1.299 kg;5;0.5;EUR", "Q-2;Mug;1,5 kg;5;2,50;EUR"),
      [
        {
          about: "decimal",
          example: "1.299 kg",
          text: "Choose whether the point or the comma is the decimal mark: 1.299 kg is ambiguous.",
        },
      ],
    ],
    ["a price in yen, without minor units, needs no answer", items("Q-1;Lamp;2 kg;5;5900;JPY"), []],
  ])("%s", async (_what, content, questions) => {
    const fileId = await send("items", content);
    const preview = importPreview.parse((await run("items", { fileId, mode: "preview" })).result);
    expect(preview.questions).toEqual(questions);
    const job = await run("items", { fileId, mode: "check" });
    if (questions.length === 0) expect(job.state).toBe("done");
    else expect(job).toMatchObject({ state: "failed", error: expect.stringMatching(/^Choose /) });
  });

  test("the answer decides how a file is read", async () => {
    const content = items("A-1;Lamp;1.299;5;5900;EUR");
    const numberFormats = { weight: "lb", price: "major", decimal: "," };
    const { result } = await bring("items", content, { numberFormats });
    expect(result).toMatchObject({ created: 1 });
    expect(await itemOf("A-1")).toMatchObject({ weight: 589_216, price: 590_000 });
  });

  test("the next file with the same columns needs no answer, because answers are remembered", async () => {
    const fileId = await send("items", items("A-2;Mug;3;7;1200;EUR"));
    const preview = importPreview.parse((await run("items", { fileId, mode: "preview" })).result);
    expect(preview).toMatchObject({ remembered: true, questions: [], numberFormats: { weight: "lb", price: "major" } });
  });

  test("a currency has the digits of ISO 4217 in any letter case; an invalid one affects only its row", async () => {
    const rows = ["D-1;Lamp;1 kg;5;5900;jpy", "D-2;Lamp;1 kg;5;1,5;kwd", "D-3;Lamp;1 kg;5;7;constructor"];
    const { result, reasons } = await bring("items", items(...rows), {
      numberFormats: { price: "major", decimal: "," },
    });
    expect(result).toMatchObject({ created: 2, refused: 1 });
    expect(reasons).toMatchObject([{ line: "4", column: "Währung" }]);
    expect([await itemOf("D-1"), await itemOf("D-2")]).toMatchObject([{ price: 5900 }, { price: 1500 }]);
  });
});

describe("a currency beside a price", () => {
  const file = (price: string, currency: string) =>
    `sku,name,weight,price,currency\nCUR-1,Lamp,2 kg,"${price}",${currency}\n`;

  test.each([
    ["5.00 USD", "EUR", /^5\.00 USD is not in EUR/],
    ["$7.00", "EUR", /^\$7\.00 is not in EUR/],
    ["£1", "JPY", /^£1 is not in JPY/],
    ["¥500", "", /^The currency of ¥500 is ambiguous \(JPY, CNY\)\. Enter it/],
    ["$7.00", "", /^The currency of \$7\.00 is ambiguous \(USD, CAD, AUD, …\)/],
    ["50 kr", "", /^The currency of 50 kr is ambiguous/],
    ["5.00 doz", "EUR", /./],
  ])("%s in the currency %j is refused at its column", async (price, currency, reason) => {
    const { result, reasons } = await bring("items", file(price, currency), { numberFormats: { price: "major" } });
    expect(result).toMatchObject({ rows: 1, created: 0, refused: 1 });
    expect(reasons.filter(({ column }) => column === "price")).toMatchObject([
      { value: price, reason: expect.stringMatching(reason) },
    ]);
  });

  test.each([
    ["CUR-2", "£7.00", "", { price: 700, currency: "GBP" }],
    ["CUR-3", "7,50 €", "", { price: 750, currency: "EUR" }],
    ["CUR-4", "$7.00", "CAD", { price: 700, currency: "CAD" }],
    ["CUR-5", "¥500", "JPY", { price: 500, currency: "JPY" }],
    ["CUR-6", "NOK 50", "", { price: 5000, currency: "NOK" }],
    ["CUR-7", "59,– €", "EUR", { price: 5900, currency: "EUR" }],
  ])("%s: %s in the currency %j is accepted unchanged", async (sku, price, currency, right) => {
    const { result } = await bring("items", file(price, currency).replace("CUR-1", sku), {
      numberFormats: { price: "major" },
    });
    expect(result).toMatchObject({ created: 1 });
    expect(await itemOf(sku)).toMatchObject(right);
  });
});

describe("an undetectable encoding", () => {
  const bytes = Buffer.concat([
    Buffer.from("code,name,country,city\nENC-1,"),
    Buffer.from([0xd0, 0xde, 0xfd, 0xf0]),
    Buffer.from(",DE,Berlin\n"),
  ]);

  test("needs an answer before the import, and the preview shows the text in each", async () => {
    const fileId = await send("places", bytes);
    const preview = importPreview.parse((await run("places", { fileId, mode: "preview" })).result);
    expect(preview.encodings.length).toBeGreaterThan(1);
    expect(new Set(preview.encodings.map(({ sample }) => sample)).size).toBe(preview.encodings.length);
    for (const mode of ["check", "import"] as const) {
      const job = await run("places", { fileId, mode });
      expect(job).toMatchObject({ state: "failed", error: expect.stringMatching(/^Choose the encoding of the file/) });
    }
    const { encoding } = preview.encodings[0] ?? {};
    const answered = await run("places", { fileId, plan: { encoding } });
    expect(importResult.parse(answered.result)).toMatchObject({ created: 1 });
  });
});

test("an available quantity is never guessed as the count, and the preview notes it if it is chosen", async () => {
  const fileId = await send("counts", "sku,Available\nI-3,50\n");
  const preview = importPreview.parse((await run("counts", { fileId, mode: "preview" })).result);
  expect(preview).toMatchObject({ unread: ["Available"], notes: [{ to: "counted", from: "Available" }] });
  const columns = [
    { to: "sku", from: ["sku"] },
    { to: "counted", from: ["Available"] },
  ];
  const check = importCheck.parse((await run("counts", { fileId, mode: "check", plan: { columns } })).result);
  expect(check.issues).toContainEqual(
    expect.objectContaining({ column: "Available", warning: true, reason: expect.stringContaining("reserved") }),
  );
});

test("a weight below half a gram is refused with its text in the file", async () => {
  const { reasons } = await bring("items", "sku,name,weight,price,currency\nW-9,Lamp,0.3 g,5.00,EUR\n");
  expect(reasons).toMatchObject([
    { column: "weight", value: "0.3 g", reason: expect.stringMatching(/^0\.3 g is less/) },
  ]);
});

describe("columns are guessed", () => {
  test.each([
    [
      "Shopify's products",
      "items",
      "Handle,Title,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price",
      "name sku weight price",
    ],
    [
      "Shopify's products, for counts",
      "counts",
      "Handle,Title,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price",
      "sku counted",
    ],
    ["a German stocktaking", "counts", "Artikelnummer;Bezeichnung;Sollbestand;Gezählt", "sku seen counted"],
    ["WooCommerce's products", "items", "ID,Type,SKU,Name,Stock,Weight (kg),Regular price", "sku name weight price"],
    [
      "Shopify's customers",
      "places",
      "Customer ID,First Name,Last Name,Default Address Address1,Default Address City,Default Address Country Code,Default Address Zip",
      "code name country city postcode line1",
    ],
    [
      "French",
      "places",
      "Code client;Raison sociale;Pays;Ville;Code postal;Adresse",
      "code name country city postcode line1",
    ],
    [
      "Spanish",
      "places",
      "Código;Razón social;País;Ciudad;Código postal;Dirección",
      "code name country city postcode line1",
    ],
    [
      "Italian",
      "places",
      "Codice cliente;Ragione sociale;Nazione;Città;CAP;Indirizzo",
      "code name country city postcode line1",
    ],
    ["Dutch", "places", "Klantnummer;Bedrijf;Land;Plaats;Postcode;Straat", "code name country city postcode line1"],
    ["Polish", "places", "Numer klienta;Nazwa;Kraj;Miasto;Kod pocztowy;Ulica", "code name country city postcode line1"],
  ] as const)("from %s", async (_what, kind, header, fields) => {
    const fileId = await send(kind, `${header}\n${header.replace(/[^,;]+/g, "x")}\n`);
    const preview = importPreview.parse((await run(kind, { fileId, mode: "preview" })).result);
    expect(preview.columns.map(({ to }) => to).sort()).toEqual(fields.split(" ").sort());
    expect(preview.problems).toEqual([]);
  });
});

describe("a bad row", () => {
  test.each([
    ["an open quotation mark", 'B-2,"Bad,DE,Berlin'],
    ["an open quotation mark that a later one closes", 'B-2,"Bad,DE,Berlin\nB-4,Good,"DE",Berlin'],
    ["a quoted cell with a lone carriage return", 'B-2,"Bad\rname",DE,Berlin'],
    ["too many cells", "B-2,Bad,DE,Berlin,x,y"],
    ["an unknown country", "B-2,Bad,Atlantis,Berlin"],
    ["half a surrogate pair", "B-2,\ud83d,DE,Berlin"],
  ])("with %s affects no valid row", async (_what, bad) => {
    const lines = ["code,name,country,city", "B-1,Good,DE,Berlin", ...bad.split("\n"), "B-3,Good,DE,Berlin"];
    const { result, reasons } = await bring("places", `${lines.join("\n")}\n`);
    const good = lines.length - 2;
    expect(result).toMatchObject({ rows: good + 1, refused: 1 });
    expect(new Set(reasons.map(({ line }) => line))).toEqual(new Set(["3"]));
    expect(await placeOf("B-1")).toMatchObject({ name: "Good" });
    expect(await placeOf("B-3")).toMatchObject({ name: "Good" });
    expect(await placeOf("B-2")).toBeUndefined();
  });

  test("in another encoding than the rest never becomes a replacement character", async () => {
    const content = Buffer.concat([
      Buffer.from("code,name,country,city\nE-1,Müller,DE,Berlin\nE-2,M"),
      Buffer.from([0xfc]),
      Buffer.from("ller,DE,Berlin\n"),
    ]);
    const { result, reasons } = await bring("places", content, { encoding: "utf-8" });
    expect(result).toMatchObject({ rows: 2, created: 1, refused: 1 });
    expect(reasons).toMatchObject([
      { line: "3", column: "name", reason: expect.stringContaining("could not be read") },
    ]);
  });
});

test("items are imported like places, without their stock", async () => {
  const { call } = acme.members.dispatcher;
  const lines = ["sku,name,weight,stock,price,currency\n", "C-1,Lamp,500,3,1999,eur\n", "C-2,Lamp,x,-1,1999,EUR\n"];
  const { jobId } = await call.items.import({ fileId: await send("items", lines.join("")) });
  expect((await call.jobs.byId({ id: jobId })).result).toMatchObject({ rows: 2, created: 1, refused: 1 });
  expect((await call.items.list({ search: "C-1" })).items).toMatchObject([{ onHand: 0, currency: "EUR" }]);
});

test("counts are imported like places; the progress includes rows refused by the write", async () => {
  const { call } = acme.members.dispatcher;
  const item = { name: "Lamp", weight: 5, stock: 4, price: 1, currency: "EUR" };
  const { id } = await call.items.create({ ...item, sku: "C-10" });
  const packed = await call.items.create({ ...item, sku: "C-11" });
  const place = await call.places.create({ code: "C", name: "Ada", country: "DE", city: "Berlin" });
  const lines = [{ itemId: packed.id, quantity: 4 }];
  await call.parcels.create({ reference: "C", recipientId: place.id, lines, packed: true });
  const rows = ["C-10,7\n", "C-11,3\n", "NONE,1\n", "C-12,\n"];
  const fileId = await send("counts", ["sku,counted\n", ...rows].join(""));
  const counts = { rows: 4, created: 0, updated: 1, unchanged: 0, refused: 3 };
  const checked = await call.items.importCounts({ fileId, mode: "check" });
  expect((await call.jobs.byId({ id: checked.jobId })).result).toMatchObject(counts);
  expect(await call.items.byId({ id })).toMatchObject({ onHand: 4 });
  const { jobId } = await call.items.importCounts({ fileId });
  const job = await call.jobs.byId({ id: jobId });
  expect(job).toMatchObject({ state: "done", done: 4, total: 4, message: "1 row accepted, 3 refused", result: counts });
  expect(await call.items.byId({ id })).toMatchObject({ onHand: 7 });
  expect((await reasonsOf(job)).map(({ line, column, reason }) => [line, column, reason])).toEqual([
    ["3", "counted", "Lamp: 4 reserved by packed parcels, but only 3 would be left. Mark parcels as drafts first."],
    ["4", "sku", "The item NONE does not exist."],
    ["5", "counted", "Fill this in."],
  ]);
});
