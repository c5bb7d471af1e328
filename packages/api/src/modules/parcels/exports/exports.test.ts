import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer, text as textOf } from "node:stream/consumers";
import type { ReadableStream } from "node:stream/web";
import { newId } from "@waybill/db";
import { importPreview } from "@waybill/validators";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { fromBufferPromise } from "yauzl";
import { ZipFile } from "yazl";
import { z } from "zod";
import { createContext } from "../../../core/procedures/request.ts";
import { procedures } from "../../../inputs.ts";
import { openFile, receiveFile } from "../../../platform/files/index.ts";
import { refusal, TestApp } from "../../../testing.ts";

// A list is exported, and its export imported again: nothing changes. And parcels come in by file.

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "owner", "viewer");

/** Texts that spreadsheets read as formulas, and texts that look escaped. */
const formulas = ["=1+1", "+1", "-1", "@SUM(1)", "＝1", "＋1", "－1", "＠x", "'=1", "''@x", "'plain", "|cmd", "%x"];

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
  const { call } = acme.members.owner;
  const item = { weight: 1450, stock: 3, price: 5900, currency: "EUR" };
  for (const [n, name] of formulas.entries()) {
    await call.items.create({ ...item, sku: `F-${n}`, name });
    await call.places.create({ code: `${name}${n}`, name, country: "DE", city: name, line1: `Street\n${n}` });
  }
  await call.items.create({ ...item, sku: "YEN", name: "Yen", currency: "JPY" });
  const lamp = await call.items.create({ ...item, sku: "LAMP", name: "Lamp" });
  const ada = await call.places.create({ code: "ADA", name: "Ada", country: "US", city: "York", longitude: -73.98 });
  const lines = [{ itemId: lamp.id, quantity: 2 }];
  await call.parcels.create({ reference: "=WB-1", recipientId: ada.id, lines, note: "@note" });
});

const request = () => createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), acme.members.owner.sessionId);

async function download(id: string): Promise<Buffer> {
  const { content } = await openFile(await request(), id);
  return Buffer.concat(await content.toArray());
}

type Kind = "items" | "places" | "parcels";

async function exported(kind: Kind | "tags" | "activity", input: object): Promise<Buffer> {
  const { call } = acme.members.owner;
  const { jobId } = await call[kind].export(input);
  const job = await call.jobs.byId({ id: jobId });
  expect(job.state).toBe("done");
  return download(z.object({ fileId: z.uuid() }).parse(job.result).fileId);
}

async function imported(
  kind: Kind,
  content: Buffer,
  mode: "preview" | "check" | "import" = "import",
  plan: object = {},
) {
  const { call } = acme.members.owner;
  const body = Readable.toWeb(Readable.from([content])) as ReadableStream; // the same stream, in the words of two libraries
  const name = content.toString("latin1", 0, 2) === "PK" ? "file.xlsx" : "file.csv";
  const file = { kind: `${kind}.import`, name, contentType: "text/csv", body };
  const { id: fileId } = await receiveFile(await request(), file);
  const { jobId } = await call[kind].import({ fileId, mode, plan });
  return call.jobs.byId({ id: jobId });
}

describe("an export", () => {
  test("by an unknown tag or recipient is refused at its fields, all at once", async () => {
    const { call } = acme.members.owner;
    const [tagId, recipientId] = [newId(), newId()];
    const issuesOf = async (refused: Promise<unknown>) => (await refusal(refused)).issues.sort();
    expect(await issuesOf(call.items.export({ tagIds: [tagId] }))).toEqual(["tagIds.0 not_found"]);
    expect(await issuesOf(call.parcels.export({ tagIds: [tagId], recipientId }))).toEqual([
      "recipientId not_found",
      "tagIds.0 not_found",
    ]);
  });

  test.each(["items", "places", "parcels"] as const)(
    "of %s changes nothing when it is imported again",
    async (kind) => {
      for (const format of ["csv", "xlsx"] as const) {
        const content = await exported(kind, { format });
        const preview = importPreview.parse((await imported(kind, content, "preview")).result);
        expect(preview).toMatchObject({ format, questions: [], problems: [] });
        const { columns, numberFormats, orderStates } = preview;
        const job = await imported(kind, content, "import", { columns, numberFormats, orderStates });
        expect(job, format).toMatchObject({ state: "done", result: { created: 0, updated: 0, refused: 0 } });
        const { unchanged } = z.object({ unchanged: z.number() }).parse(job.result);
        expect(unchanged).toBe({ items: formulas.length + 2, places: formulas.length + 1, parcels: 1 }[kind]);
      }
    },
  );

  test.each(["items", "places", "parcels", "tags", "activity"] as const)(
    "of %s has no cell that is a formula",
    async (kind) => {
      const rows: string[][] = parse(await exported(kind, {}), { bom: true });
      expect(rows.length).toBeGreaterThan(kind === "tags" ? 0 : 1);
      const cells = rows.flat().filter((cell) => !/^-?\d+(?:\.\d+)?$/.test(cell));
      expect(cells.filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([]);
    },
  );

  test("as a workbook has texts as texts, unchanged, and no formula", async () => {
    const zip = await fromBufferPromise(await exported("items", { format: "xlsx" }));
    let sheet = "";
    for await (const entry of zip.eachEntry())
      if (entry.fileName === "xl/worksheets/sheet1.xml") sheet = await textOf(await zip.openReadStreamPromise(entry));
    for (const name of formulas)
      expect(sheet).toContain(`<c t="inlineStr"><is><t xml:space="preserve">${name}</t></is></c>`);
    expect(sheet).not.toMatch(/<f\b|t="(?!inlineStr)/);
  });

  test("of parcels has address and content of the dispatch, and the current address before it", async () => {
    const { call } = acme.members.owner;
    const vase = await call.items.create({ sku: "VASE", name: "Vase", weight: 5, stock: 9, price: 1, currency: "EUR" });
    const address = { name: "Grace", country: "DE", postcode: "10117", line1: "Street 1" };
    const grace = await call.places.create({ ...address, code: "GRACE", city: "Berlin" });
    const parcel = { recipientId: grace.id, lines: [{ itemId: vase.id, quantity: 2 }], packed: true };
    const left = await call.parcels.create({ ...parcel, reference: "LEFT" });
    await call.parcels.create({ ...parcel, reference: "STAYS" });
    const gone = await call.parcels.create({ ...parcel, reference: "GONE" });
    await call.parcels.dispatch(left);
    await call.parcels.cancel(gone);
    await call.parcels.create({ ...parcel, reference: "GONE" });
    await call.places.update({ ...address, id: grace.id, version: 1, code: "GRACE", city: "Potsdam" });
    await call.items.update({ id: vase.id, version: 1, sku: "VASE-2" });
    const content = await exported("parcels", { recipientId: grace.id });
    const rows: Record<string, string>[] = parse(content, { bom: true, columns: true });
    expect(rows.map(({ reference, state, city, sku }) => [reference, state, city, sku])).toEqual([
      ["GONE", "packed", "Potsdam", "VASE-2"],
      ["GONE", "cancelled", "Potsdam", "VASE-2"],
      ["STAYS", "packed", "Potsdam", "VASE-2"],
      ["LEFT", expect.stringMatching(/^(?:dispatched|in_transit|delivered)$/), "Berlin", "VASE"],
    ]);
    expect(await imported("parcels", content)).toMatchObject({ result: { rows: 4, unchanged: 4 } });
    const other = "reference,sku,quantity,recipientCode\nLEFT,VASE-2,2,GRACE\n";
    const before = await call.parcels.byId(left);
    expect(await imported("parcels", Buffer.from(other))).toMatchObject({ result: { rows: 1, refused: 1 } });
    expect(await call.parcels.byId(left)).toEqual(before);
  });

  test("respects the list's filter", async () => {
    const rows: string[][] = parse(await exported("items", { search: "Lamp" }), { bom: true });
    expect(rows).toEqual([
      ["sku", "name", "weight_g", "price", "currency"],
      ["LAMP", "Lamp", "1450", "59.00", "EUR"],
    ]);
    const codes = async (kind: Kind, input: object) => {
      const found: Record<string, string>[] = parse(await exported(kind, input), { bom: true, columns: true });
      return found.map(({ code }) => code);
    };
    expect(await codes("places", { countries: ["US"], address: "incomplete", coordinates: "without" })).toEqual([
      "ADA",
    ]);
    expect(await codes("places", { countries: ["US"], coordinates: "with" })).toEqual([]);
    expect(await codes("items", { search: "Lamp", archived: true })).toEqual([]);
  });

  test("exists for every list of the desk, for people who may read it", () => {
    const kinds = new Map(procedures.map(({ name, access }) => [name, access]));
    for (const list of ["items", "places", "parcels", "tags"]) {
      expect(kinds.get(`${list}.export`)).toEqual({ kind: "person", permission: `${list}.read`, support: false });
    }
    expect(kinds.get("activity.export")).toMatchObject({ kind: "person", permission: "activity.export" });
  });

  test("requested by a viewer can be read by readers of the list, and has an activity entry", async () => {
    const { viewer, owner } = acme.members;
    const { jobId } = await viewer.call.items.export({ search: "Lamp" });
    const job = await viewer.call.jobs.byId({ id: jobId });
    const { fileId } = z.object({ fileId: z.uuid() }).parse(job.result);
    const asViewer = await createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), viewer.sessionId);
    expect((await openFile(asViewer, fileId)).file.name).toBe("items-acme.csv");
    const { items } = await owner.call.activity.list({ entity: "job", entityId: jobId });
    expect(items).toMatchObject([
      { action: "items.export", summary: "exported filtered items", userName: "viewer acme" },
    ]);
  });
});

describe("a file of items", () => {
  const check = async (...lines: string[]) => {
    const job = await imported("items", Buffer.from(lines.join("\n")), "check", {
      numberFormats: { decimal: ".", price: "major", weight: "g" },
    });
    const { issues } = z
      .object({ issues: z.array(z.object({ column: z.string(), reason: z.string() })) })
      .parse(job.result);
    return issues.map(({ column, reason }) => `${column}: ${reason}`);
  };

  test.each([
    ["N-1,Name,5,19.999,EUR", "price: Prices in EUR have at most 2 decimal places."],
    ["N-2,Name,5,19.99,JPY", "price: Prices in JPY have no decimal places."],
    ["N-3,Name,5,$ 5.00 / 100,EUR", "price: Enter a number."],
    ["N-4,Name,5,100 %,EUR", "price: 100 % is not a valid price. Use this format: 5.00 EUR."],
    ["N-5,Name,1 t,5.00,EUR", "weight: The weight unit t is not supported. Use g, kg, lb or oz."],
  ])("%s has one issue per cell", async (row, issue) => {
    expect(await check("sku,name,weight,price,currency", row)).toEqual([issue]);
  });

  test("with an unknown unit needs no answer: the row is refused", async () => {
    const preview = await imported("items", Buffer.from("sku,name,weight\nN-6,Name,1 t\n"), "preview");
    expect(importPreview.parse(preview.result).questions).toEqual([]);
  });

  test("with only a new currency keeps the amount, like the form", async () => {
    const { call } = acme.members.owner;
    const item = { sku: "MONEY", name: "Money", weight: 5, stock: 0, price: 9900, currency: "EUR" };
    const { id } = await call.items.create(item);
    const row = (currency: string) => Buffer.from(`sku,currency\nMONEY,${currency}\n`);
    expect(await imported("items", row("JPY"))).toMatchObject({ result: { updated: 1 } });
    expect(await call.items.byId({ id })).toMatchObject({ price: 99, currency: "JPY", version: 2 });
    await call.items.update({ id, version: 2, currency: "KWD" });
    expect(await call.items.byId({ id })).toMatchObject({ price: 99_000, currency: "KWD" });
    await call.items.update({ id, version: 3, price: 99_500 });
    expect(await refusal(call.items.update({ id, version: 4, currency: "JPY" }))).toMatchObject({
      issues: ["price invalid"],
    });
    const reason = "The current price is in KWD and has more decimal places than JPY allows. Enter the price too.";
    expect((await imported("items", row("JPY"), "check")).result).toMatchObject({
      issues: [{ column: "currency", reason }],
    });
    expect(await call.items.byId({ id })).toMatchObject({ price: 99_500, currency: "KWD" });
  });
});

describe("a file of parcels", () => {
  const orders = [
    "Order number;Customer number;Item;Qty;Name;Country;City;Zip;Street",
    "O-1;;LAMP;2;Grace;Vereinigte Staaten;New York;10118;Fifth Avenue 350",
    "O-2;ADA;LAMP;1;;;;;",
    "O-1;;YEN;1;;;;;",
    "O-3;;NONE;1;Grace;US;New York;10118;Fifth Avenue 350",
    "O-3;;LAMP;1;;;;;",
    "O-4;;LAMP;1;Grace;US;New York;10118;Fifth Avenue 350",
    "O-5;UNKNOWN;LAMP;1;;;;;",
    "=WB-1;;LAMP;9;Grace;US;New York;10118;Fifth Avenue 350",
  ].join("\n");

  test("is grouped by reference, its recipients are found or created, and a group is refused as a whole", async () => {
    const job = await imported("parcels", Buffer.from(orders));
    expect(job).toMatchObject({ state: "done", result: { rows: 8, created: 4, unchanged: 0, refused: 4 } });
    const { call } = acme.members.owner;
    const { items } = await call.parcels.list({ search: "O-" });
    expect(items.map(({ reference, lineCount }) => [reference, lineCount]).sort()).toEqual([
      ["O-1", 2],
      ["O-2", 1],
      ["O-4", 1],
    ]);
    const recipients = new Map(items.map(({ reference, recipientId }) => [reference, recipientId]));
    expect(recipients.get("O-1")).toBe(recipients.get("O-4"));
    const { errorFileId } = z.object({ errorFileId: z.uuid() }).parse(job.result);
    const report: Record<string, string>[] = parse(await download(errorFileId), { columns: true });
    expect(report.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      ["5", "Item", "No item has the SKU NONE. Create it first, or correct the SKU."],
      ["6", "", "Line 5 of O-3 was refused, so the other rows of O-3 were refused too."],
      ["8", "Customer number", expect.stringMatching(/^No place has the code UNKNOWN/)],
      ["9", "Order number", expect.stringMatching(/and different contents already exists/)],
    ]);
  });

  test("imported twice creates each parcel once", async () => {
    const job = await imported("parcels", Buffer.from(orders));
    expect(job).toMatchObject({ state: "done", result: { rows: 8, created: 0, unchanged: 4, refused: 4 } });
  });

  test("may have the reference of a cancelled parcel", async () => {
    const { call } = acme.members.owner;
    const row = (quantity: number) => Buffer.from(`reference,sku,quantity,recipientCode\nFREE,LAMP,${quantity},ADA\n`);
    expect(await imported("parcels", row(1))).toMatchObject({ result: { created: 1 } });
    const [parcel] = (await call.parcels.list({ search: "FREE" })).items;
    await call.parcels.cancel({ id: parcel?.id ?? "" });
    expect(await imported("parcels", row(2))).toMatchObject({ result: { created: 1 } });
    expect(await imported("parcels", row(2))).toMatchObject({ result: { unchanged: 1 } });
    const { items } = await call.parcels.list({ search: "FREE" });
    expect(items.map(({ state }) => state)).toEqual(["draft", "cancelled"]);
  });

  describe("with states of orders", () => {
    const file = (name: string, state: string, reference: string) =>
      Buffer.from(
        `reference,sku,quantity,recipientCode,${name}\n${reference},LAMP,1,ADA,${state}\n${reference},YEN,1,,\n`,
      );
    const over =
      "Completed completed refunded FAILED Storniert annulé fulfilled shipped Versandt entregado wysłane отправлен 発送済み";

    test.each(over.split(" "))("%s creates no parcel, and the check states the reason", async (state) => {
      const content = file("Order Status", state, `OVER-${state}`);
      const job = await imported("parcels", content);
      expect(job).toMatchObject({ state: "done", result: { rows: 2, created: 0, unchanged: 2, refused: 0 } });
      const check = await imported("parcels", content, "check");
      const reason = `No parcel was created: the order is ${state}.`;
      expect(check.result).toMatchObject({
        warnings: 2,
        issues: [
          { line: 2, warning: true, reason },
          { line: 3, reason },
        ],
      });
    });

    test.each([
      ["Financial Status", "refunded", "No parcel was created: the order is refunded."],
      ["Cancelled at", "2026-11-20 10:00", "No parcel was created: the order is cancelled (2026-11-20 10:00)."],
      ["Date Shipped", "01/03/26", "No parcel was created: the order was already dispatched (01/03/26)."],
      [
        "Fulfilled at",
        "2026-11-20 10:00",
        "No parcel was created: the order was already dispatched (2026-11-20 10:00).",
      ],
      ["Posted on Date", "03-Jan-26", "No parcel was created: the order was already dispatched (03-Jan-26)."],
      ["Versendet am", "3.1.2026", "No parcel was created: the order was already dispatched (3.1.2026)."],
    ])("in %s: %s creates no parcel, and the check states the reason", async (name, state, reason) => {
      const job = await imported("parcels", file(name, state, "OVER-2"));
      expect(job).toMatchObject({ result: { created: 0, unchanged: 2 } });
      const check = await imported("parcels", file(name, state, "OVER-2"), "check");
      expect(check.result).toMatchObject({ issues: [{ line: 2, reason }, { line: 3 }] });
    });

    test("on each line omits only closed lines", async () => {
      const lines = [
        "Order number,Fulfillment Status,Lineitem sku,Lineitem quantity,Lineitem fulfillment status,Customer number",
        "#PART,unfulfilled,LAMP,1,fulfilled,ADA",
        "#PART,,YEN,1,unfulfilled,",
      ];
      const content = Buffer.from(lines.join("\n"));
      const check = await imported("parcels", content, "check");
      const reason = "No parcel was created for this line: its state is fulfilled.";
      expect(check.result).toMatchObject({ warnings: 1, issues: [{ line: 2, reason }] });
      expect(await imported("parcels", content)).toMatchObject({ result: { created: 1, unchanged: 1 } });
      const { call } = acme.members.owner;
      const [parcel] = (await call.parcels.list({ search: "#PART" })).items;
      expect(await call.parcels.byId({ id: parcel?.id ?? "" })).toMatchObject({ lines: [{ sku: "YEN" }] });
    });

    test.each([
      ["processing", "OPEN-1"],
      ["unfulfilled", "OPEN-2"],
      ["Offen", "OPEN-3"],
      ["payé", "OPEN-4"],
    ])("%s creates a parcel", async (state, reference) => {
      const job = await imported("parcels", file("Order Status", state, reference));
      expect(job).toMatchObject({ result: { created: 2 } });
    });

    test("with an unknown state needs an answer before the import", async () => {
      const content = file("Order Status", "wc-on-hold", "ASK-1");
      const preview = importPreview.parse((await imported("parcels", content, "preview")).result);
      const text = "Choose whether to import rows in the state wc-on-hold.";
      expect(preview.questions).toEqual([{ about: "orderState", example: "wc-on-hold", text }]);
      expect(await imported("parcels", content)).toMatchObject({ state: "failed", error: text });
      const plan = (wanted: boolean) => ({ orderStates: [{ state: "wc-on-hold", wanted }] });
      expect(await imported("parcels", content, "import", plan(false))).toMatchObject({ result: { unchanged: 2 } });
      expect(await imported("parcels", content, "import", plan(true))).toMatchObject({ result: { created: 2 } });
      const again = importPreview.parse((await imported("parcels", content, "preview")).result);
      expect(again).toMatchObject({ questions: [], orderStates: [{ state: "wc-on-hold", wanted: true }] });
    });
  });

  describe("with a known recipient code", () => {
    const header = "reference,sku,quantity,recipientCode,name,country,city,postcode,line1";
    const content = (...rows: string[]) => Buffer.from([header, ...rows].join("\n"));
    const parcelOf = async (reference: string) => {
      const { call } = acme.members.owner;
      const [parcel] = (await call.parcels.list({ search: reference })).items;
      return call.parcels.byId({ id: parcel?.id ?? "" });
    };
    const ann = "REPEAT,Ann Rep,GB,Leeds,LS1 1AA,Old Street 1";
    const tom = "REPEAT,Tom Gift,GB,York,YO1 7HH,New Road 2";
    const elsewhere =
      "The place REPEAT has another address: Ann Rep, Old Street 1, LS1 1AA, Leeds. The parcel goes to the address in the file.";

    test("uses the address of the file, not of the place, with a warning", async () => {
      const file = content(`REP-1,LAMP,1,${ann}`, `REP-2,LAMP,1,${tom}`);
      const check = await imported("parcels", file, "check");
      expect(check.result).toMatchObject({ created: 2, warnings: 1, issues: [{ line: 3, reason: elsewhere }] });
      expect(await imported("parcels", file)).toMatchObject({ result: { created: 2, refused: 0 } });
      expect(await parcelOf("REP-1")).toMatchObject({ recipient: { name: "Ann Rep", city: "Leeds" } });
      expect(await parcelOf("REP-2")).toMatchObject({
        recipient: { name: "Tom Gift", city: "York", line1: "New Road 2" },
      });
      expect(await imported("parcels", file)).toMatchObject({ result: { created: 0, unchanged: 2 } });
    });

    test("uses the address of the file on another day too, and finds its place again", async () => {
      const file = content(`REP-3,LAMP,1,${tom}`, `REP-4,LAMP,1,${ann.toUpperCase()}`);
      const check = await imported("parcels", file, "check");
      expect(check.result).toMatchObject({ created: 2, warnings: 1, issues: [{ line: 2, reason: elsewhere }] });
      expect(await imported("parcels", file)).toMatchObject({ result: { created: 2 } });
      const [second, third, fourth] = await Promise.all(["REP-2", "REP-3", "REP-4"].map(parcelOf));
      expect(third?.recipient).toEqual(second?.recipient);
      expect(fourth).toMatchObject({ recipient: { name: "Ann Rep", city: "Leeds" } });
    });

    test("and an incomplete other city is refused at that field", async () => {
      const file = content("REP-5,LAMP,1,REPEAT,,,Hull,,");
      const check = await imported("parcels", file, "check");
      const reason =
        "The place REPEAT has another address: Ann Rep, Old Street 1, LS1 1AA, Leeds. Enter the complete address in the file, or correct the place.";
      expect(check.result).toMatchObject({ refused: 1, issues: [{ line: 2, column: "city", reason }] });
    });

    test("and only another name uses the place, with a warning", async () => {
      const file = content("REP-6,LAMP,1,REPEAT,Anna R.,,,,");
      const check = await imported("parcels", file, "check");
      const reason = "The place REPEAT has another name: Ann Rep. The parcel goes there.";
      expect(check.result).toMatchObject({ created: 1, issues: [{ warning: true, reason }] });
    });

    test("of existing parcels changes nothing, with a warning about another address", async () => {
      const file = content("REP-1,LAMP,1,REPEAT,Ann Rep,GB,Leeds,LS1 1AA,Other Street 9");
      const check = await imported("parcels", file, "check");
      const reason =
        "This parcel already exists and goes to Ann Rep, Old Street 1, LS1 1AA, Leeds. It was not changed.";
      expect(check.result).toMatchObject({ unchanged: 1, issues: [{ warning: true, reason }] });
    });
  });

  test("with too much weight is refused, like in the form", async () => {
    const { call } = acme.members.owner;
    const safe = { sku: "SAFE", name: "Safe", weight: 1_000_000, stock: 0, price: 1, currency: "EUR" };
    await call.items.create(safe);
    const row = (quantity: number) => Buffer.from(`reference,sku,quantity,recipientCode\nHEAVY,SAFE,${quantity},ADA\n`);
    const heavy = Buffer.concat([row(1_000_000), Buffer.from("HEAVY,LAMP,1,ADA\n")]);
    expect(await imported("parcels", heavy)).toMatchObject({ result: { created: 0, refused: 2 } });
    expect(await imported("parcels", row(1))).toMatchObject({ result: { created: 1 } });
  });

  test("of Shopify's export is understood", async () => {
    const header =
      "Name,Email,Lineitem quantity,Lineitem name,Lineitem sku,Shipping Name,Shipping Street,Shipping Address1,Shipping City,Shipping Zip,Shipping Country,Notes";
    const rows = [
      "#1001,a@b.test,1,Lamp,LAMP,Ada Lovelace,Street 1,Street 1,Berlin,'10117,DE,Ring twice",
      "#1001,a@b.test,2,Yen,YEN,,,,,,,",
    ];
    const job = await imported("parcels", Buffer.from([header, ...rows].join("\n")));
    expect(job).toMatchObject({ state: "done", result: { rows: 2, created: 2, refused: 0 } });
    const { call } = acme.members.owner;
    const [parcel] = (await call.parcels.list({ search: "#1001" })).items;
    expect(await call.parcels.byId({ id: parcel?.id ?? "" })).toMatchObject({
      note: "Ring twice",
      recipient: { name: "Ada Lovelace", postcode: "10117", line1: "Street 1" },
      lines: [{ sku: "LAMP" }, { sku: "YEN" }],
    });
  });
});

describe("a workbook", () => {
  /** Formats of codes, whose styles are numbered from 2. */
  const codeFormats = [
    "00000",
    "00\\-000",
    "0000&quot; &quot;000",
    "&quot;K-&quot;000",
    "00000\\-0000;@",
    "0.00",
    "#,##0",
  ];

  /** A workbook with the parts of an export and other sheets. */
  async function workbook(...contents: string[]): Promise<Buffer> {
    const zip = new ZipFile();
    const sheets = contents.map((content, n) => ({
      content,
      id: `rId${n + 10}`,
      path: `worksheets/sheet${n + 1}.xml`,
    }));
    const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const parts = {
      "xl/workbook.xml": `<workbook xmlns:r="${rels}"><sheets>${sheets.map(({ id }, n) => `<sheet name="Sheet ${n + 1}" sheetId="${n + 1}" r:id="${id}"/>`).join("")}</sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": `<Relationships>${sheets.map(({ id, path }) => `<Relationship Id="${id}" Type="${rels}/worksheet" Target="${path}"/>`).join("")}<Relationship Id="rId2" Type="${rels}/styles" Target="styles.xml"/></Relationships>`,
      "xl/styles.xml": `<styleSheet><numFmts>${codeFormats.map((code, n) => `<numFmt numFmtId="${164 + n}" formatCode="${code}"/>`).join("")}</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>${codeFormats.map((_, n) => `<xf numFmtId="${164 + n}"/>`).join("")}</cellXfs></styleSheet>`,
    };
    for (const [path, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), path);
    for (const { path, content } of sheets) zip.addBuffer(Buffer.from(content), `xl/${path}`);
    zip.end();
    return buffer(zip.outputStream);
  }
  const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  const header = `<row>${["code", "name", "country", "city"].map(text).join("")}</row>`;
  const sheetOf = (...rows: string[]) => `<worksheet><sheetData>${header}${rows.join("")}</sheetData></worksheet>`;

  test("refuses rows with cells damaged by a spreadsheet, and accepts the others", async () => {
    const rest = `${text("Ada")}${text("DE")}${text("Berlin")}`;
    const content = await workbook(
      sheetOf(
        `<row><c><v>4006381333931</v></c>${rest}</row>`,
        `<row><c><v>4.00638133393112E+17</v></c>${rest}</row>`,
        `<row><c s="1"><v>45293</v></c>${rest}</row>`,
        `<row>${text("X-1")}<c t="e"><v>#N/A</v></c>${text("DE")}${text("Berlin")}</row>`,
        `<row r="1000000"><c r="A1000000" t="inlineStr"><is><t>X-2</t></is></c>${rest}</row>`,
      ),
    );
    const job = await imported("places", content);
    expect(job).toMatchObject({ state: "done", result: { rows: 5, created: 2, refused: 3 } });
    const { errorFileId } = z.object({ errorFileId: z.uuid() }).parse(job.result);
    const report: Record<string, string>[] = parse(await download(errorFileId), { columns: true });
    expect(report.map(({ line, reason }) => [line, reason?.slice(0, 31)])).toEqual([
      ["3", "A spreadsheet has shortened thi"],
      ["4", "The spreadsheet stores this cel"],
      ["5", "This cell holds the error #N/A."],
    ]);
  });

  test("has codes as displayed, with leading zeros and signs", async () => {
    const cells: [style: number, value: number, shown: string][] = [
      [2, 2134, "02134"],
      [2, 123_456, "123456"],
      [3, 950, "00-950"],
      [4, 1_234_567, "1234 567"],
      [5, 42, "K-042"],
      [6, 21_340_001, "02134-0001"],
      [7, 7, "7"],
      [8, 1234, "1234"],
    ];
    const rows = cells.map(
      ([style, value]) =>
        `<row><c s="${style}"><v>${value}</v></c>${text("Zero")}${text("DE")}${text(`City ${style}/${value}`)}</row>`,
    );
    expect(await imported("places", await workbook(sheetOf(...rows)))).toMatchObject({ result: { created: 8 } });
    const { items } = await acme.members.owner.call.places.list({ search: "Zero", limit: 50 });
    const codes = new Map(items.map(({ city, code }) => [city, code]));
    expect(cells.map(([style, value]) => codes.get(`City ${style}/${value}`))).toEqual(
      cells.map(([, , shown]) => shown),
    );
  });

  test("escapes characters that XML cannot hold like Excel, and they are read back", async () => {
    const row = `<row>${text("X-ESC")}${text("_x0041_da_x0020__x005F_x000D_ _x41__x000D__x000A_")}${text("DE")}${text("Ulm")}</row>`;
    expect(await imported("places", await workbook(sheetOf(row)))).toMatchObject({ result: { created: 1 } });
    const { items } = await acme.members.owner.call.places.list({ search: "X-ESC" });
    expect(items[0]?.name).toBe("Ada _x000D_ _x41_");
  });

  test("with an empty sheet before the table is read from the table; an empty sheet can be chosen and left again", async () => {
    const row = `<row>${text("X-COVER")}${text("Ada")}${text("DE")}${text("Ulm")}</row>`;
    const empty = "<worksheet><sheetData/></worksheet>";
    const content = await workbook(empty, sheetOf(row), empty);
    const preview = importPreview.parse((await imported("places", content, "preview")).result);
    expect(preview).toMatchObject({ sheet: 2, sheets: ["Sheet 1", "Sheet 2", "Sheet 3"], problems: [] });
    const third = await imported("places", content, "preview", { sheet: 3 });
    expect(importPreview.parse(third.result)).toMatchObject({
      sheet: 3,
      problems: ["This sheet is empty. Choose another one."],
    });
    const check = await imported("places", content, "check", { sheet: 3 });
    expect(check).toMatchObject({ state: "failed", error: "The sheet Sheet 3 is empty." });
    expect(await imported("places", content)).toMatchObject({ result: { created: 1 } });
    const none = await imported("places", await workbook(empty), "preview");
    expect(none).toMatchObject({ state: "failed", error: "The file is empty." });
  });

  /** Changes the declared size of a sheet in the directory of a workbook. */
  function claiming(content: Buffer, bytes: number): Buffer {
    const forged = Buffer.from(content);
    // The last entry of the directory: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.12.
    forged.writeUInt32LE(bytes, forged.lastIndexOf("PK\x01\x02", undefined, "latin1") + 24);
    return forged;
  }

  test.each([
    ["declares a size above the limit", 600 * 1024 * 1024, /too large \(601 MB uncompressed\)/],
    ["is larger than declared", 10, /^This workbook cannot be read/],
  ])("that %s uncompressed is refused", async (_what, bytes, reason) => {
    const content = claiming(await workbook(sheetOf(`<row>${text("X-9")}${" ".repeat(100_000)}</row>`)), bytes);
    const job = await imported("places", content, "preview");
    expect(job).toMatchObject({ state: "failed", error: expect.stringMatching(reason) });
  });

  /** 3 MB that no packer makes much smaller. */
  const noise = randomBytes(2_300_000).toString("base64");
  const cell = (inside: string) => `<c t="inlineStr"><is>${inside}</is></c>`;

  test.each([
    ["a compressed cell of 120 MB", () => cell(`<t>${"0".repeat(120_000_000)}</t>`), /115 MB uncompressed/],
    ["millions of compressed empty cells", () => "<c/>".repeat(3_000_000), /12 MB uncompressed/],
    ["a long cell", () => cell(`<t>${noise}</t>`), /is longer than/],
    ["a long cell of character data", () => cell(`<t><![CDATA[<t>${noise}]]></t>`), /is longer than/],
    ["a long comment", () => `<!-- <c> ${noise} -->`, /is longer than/],
    ["a long attribute", () => `<c r="${noise}"/>`, /is longer than/],
    ["a long name", () => `<c${noise.replace(/[^a-z]/gi, "a")}/>`, /is longer than/],
    ["a long instruction", () => `<?x ${noise} ?>`, /is longer than/],
  ])("with %s is refused before it is parsed, with a message in the preview", async (_what, inside, reason) => {
    const job = await imported("places", await workbook(sheetOf(`<row>${inside()}</row>`)), "preview");
    expect(job).toMatchObject({ state: "failed", attempts: 1, error: expect.stringMatching(reason) });
  });

  test("with a cell of Excel's maximum length is read", async () => {
    const longest = cell(`<t>${"&#x1F4A9;".repeat(32_767 / 2)}</t>`);
    const job = await imported("places", await workbook(sheetOf(`<row>${text("X-8")}${longest}</row>`)), "preview");
    expect(job).toMatchObject({ state: "done", error: null });
  });

  test("with declared entities, or damaged, is refused", async () => {
    const entity = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${sheetOf(`<row>${text("&b;")}</row>`)}`;
    for (const sheet of [entity, "<worksheet><sheetData><row>"]) {
      const job = await imported("places", await workbook(sheet));
      expect(job).toMatchObject({ state: "failed", error: expect.stringMatching(/^This workbook cannot be read/) });
    }
  });
});
