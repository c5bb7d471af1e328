import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { type ImportInput, importInput, importResult } from "@waybill/validators";
import { placeRow } from "@waybill/validators/places";
import { against, codeUnits } from "@waybill/validators/testing";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createCallerFactory, defineJob, type JobDefinition, router, tenantProcedure } from "../../core/index.ts";
import { createContext } from "../../core/request.ts";
import { refusal, TestApp } from "../../testing.ts";
import { openFile, receiveFile } from "../files/index.ts";
import { importCsv } from "./csv.ts";
import { importFiles } from "./files.ts";
import type { CsvImport } from "./kinds.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "dispatcher", "viewer");

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
});

const asDispatcher = () =>
  createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), acme.members.dispatcher.sessionId);

async function upload(lines: Iterable<string>, kind = "places.import", name = "places.csv"): Promise<string> {
  const body = Readable.toWeb(Readable.from(lines)) as ReadableStream;
  return (await receiveFile(await asDispatcher(), { kind, name, contentType: "text/csv", body })).id;
}

async function importPlaces(lines: Iterable<string>) {
  const { call } = acme.members.dispatcher;
  const { jobId } = await call.places.import({ fileId: await upload(lines) });
  return call.jobs.byId({ id: jobId });
}

const looseRow = z.object({ code: z.string(), name: z.string() });

/** An import whose schema lets everything through. */
function looseImport() {
  const kept: string[] = [];
  const kind: CsvImport<z.output<typeof looseRow>> = {
    files: importFiles("places", "places.import"),
    row: looseRow,
    columns: ["code", "name"],
    keyOf: ({ code }) => code,
    async write({ db }, rows) {
      for (const { code } of rows) await db.execute(sql`select ${code}::text`);
      kept.push(...rows.map(({ code }) => code));
      return { created: rows.length, updated: 0 };
    },
    finish: async () => {},
  };
  const testJob = defineJob({
    name: "test.import",
    title: "Import anything",
    readBy: "places.import",
    onGiveUp: { nothingWaits: "It is a test." },
    input: importInput,
    handler: (job) => importCsv(job, kind),
  });
  return { testJob, kept };
}

/** Queues a job as the dispatcher; it runs after the commit. @returns its id */
function enqueue(job: JobDefinition<ImportInput>, fileId: string): Promise<string> {
  const queueing = router({
    run: tenantProcedure("places.import")
      .output(z.string())
      .mutation(({ ctx }) => ctx.jobs.enqueue(job, { fileId, mode: "import" })),
  });
  return createCallerFactory(queueing)(asDispatcher).run();
}

const header = "code,name,country,city,postcode,line1\n";

async function reportOf(job: { result: unknown }): Promise<Record<string, string>[]> {
  const { errorFileId } = importResult.parse(job.result);
  return errorFileId ? parse(await download(errorFileId), { columns: true }) : [];
}

async function download(id: string): Promise<string> {
  const { content } = await openFile(await asDispatcher(), id);
  return Buffer.concat(await content.toArray()).toString();
}

describe("an import", () => {
  test("takes good rows, and gives bad ones back with line, field, value and reason", async () => {
    const job = await importPlaces([
      header,
      "I-1,Ada,DE,Berlin,10117,Street 1\n",
      "I-2,,DE,Berlin,1,Street 2\n",
      'I-3,"Grace, the second",US,New York,10118,"Fifth\nAvenue"\n',
      "I-4,=cmd(),XX,Nowhere,,\n",
      'I-5,"Grace, the third",US,New York,10118,Fifth Avenue\n',
    ]);
    expect(job).toMatchObject({ state: "done", result: { rows: 5, created: 3, updated: 0, refused: 2 } });
    const { errorFileId } = job.result as { errorFileId: string };
    expect(parse(await download(errorFileId), { columns: true })).toEqual([
      { line: "3", column: "name", value: "", reason: "Fill this in." },
      {
        line: "6",
        column: "country",
        value: "XX",
        reason: "No country has this name or code. Use a country code, like DE.",
      },
    ]);
    const { items } = await acme.members.dispatcher.call.places.list({ search: "I-5" });
    expect(items).toMatchObject([{ name: "Grace, the third", line1: "Fifth Avenue" }]);
  });

  test("twice changes what is there and makes nothing twice", async () => {
    const rows = [header, "T-1,One,DE,Berlin,10117,A\n", "T-2,Two,DE,Berlin,10117,B\n"];
    expect((await importPlaces(rows)).result).toMatchObject({ created: 2, updated: 0 });
    expect((await importPlaces(rows)).result).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
      errorFileId: null,
    });
    const changed = [header, "T-1,Other,DE,Berlin,10117,A\n", "T-2,Two,DE,Berlin,10117,B\n"];
    expect((await importPlaces(changed)).result).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    expect((await acme.members.dispatcher.call.places.list({ search: "T-" })).total).toBe(2);
  });

  test("reads thousands of rows in pieces, and refuses every row of a code that stands twice", async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => `M-${n % 2400},Number ${n},DE,Berlin,,\n`);
    const job = await importPlaces([header, ...rows]);
    expect(job).toMatchObject({ state: "done", result: { rows: 2500, created: 2300, refused: 200 } });
    expect([job.done, job.total]).toEqual([2500, 2500]);
    const report = await reportOf(job);
    expect(report[0]).toEqual({
      line: "2",
      column: "code",
      value: "M-0",
      reason: "M-0 stands on line 2402, too. Keep one of these rows.",
    });
    const { items } = await acme.members.dispatcher.call.places.list({ search: "M-0" });
    expect(items.find(({ code }) => code === "M-0")).toBeUndefined();
  });

  test.each([
    ["lacks the key", ["kode,title\n", "1,x\n"], /lacks the column code/],
    ["has no column but the key", ["code,xyz\n", "1,x\n"], /No column but the key is known/],
    ["has no rows", [header], /no rows under its first line/],
    ["is empty", [""], /^The file is empty\.$/],
  ])("of a file that %s fails at once, and says why", async (_what, lines, reason) => {
    const job = await importPlaces(lines);
    expect(job).toMatchObject({ state: "failed", attempts: 1 });
    expect(job.error).toMatch(reason);
  });

  test("of a ZIP that is named like a workbook, and holds something else, fails at once, and says why", async () => {
    const fileId = await upload(["PK\x03\x04 something"], "places.import", "places.xlsx");
    const { jobId } = await acme.members.dispatcher.call.places.import({ fileId });
    const job = await acme.members.dispatcher.call.jobs.byId({ id: jobId });
    expect(job).toMatchObject({ state: "failed", attempts: 1, error: expect.stringMatching(/no workbook/) });
  });

  test("of a file that is not there, or another tenant's, is refused at its input", async () => {
    const { call } = acme.members.dispatcher;
    const fileId = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
    expect((await refusal(call.places.import({ fileId }))).issues).toEqual(["fileId not_found"]);
    const other = await testApp.tenant("globex", "dispatcher");
    const own = await upload([header]);
    expect((await refusal(other.members.dispatcher.call.places.import({ fileId: own }))).issues).toEqual([
      "fileId not_found",
    ]);
  });

  test("of rows that have broken programs ends, refuses the bad ones and keeps the good ones", async () => {
    const cell = fc.oneof(
      fc.constantFrom("Ada", "DE", "Berlin", "10117", ""),
      against(placeRow.shape.name).map(String),
      codeUnits(12),
    );
    const rows = fc.sample(fc.tuple(cell, cell, cell, cell, cell, cell, cell, cell), { numRuns: 400, seed: 5 });
    const columns = ["code", "name", "country", "city", "postcode", "line1", "latitude", "__proto__"];
    const good = ["GOOD", "Ada", "DE", "Berlin", "10117", "Street 1", "52.5", ""];
    const job = await importPlaces([
      stringify([columns, ...rows.map((row) => row.map((text) => text.slice(0, 2000))), good]),
    ]);
    expect(job).toMatchObject({ state: "done", error: null });
    const { rows: all, created, updated, unchanged, refused } = importResult.parse(job.result);
    expect(created + updated + unchanged + refused).toBe(all);
    expect(refused).toBeGreaterThan(300);
    const { items } = await acme.members.dispatcher.call.places.list({ search: "GOOD" });
    expect(items).toMatchObject([{ code: "GOOD", latitude: 52.5 }]);
  });

  test("in which the database refuses a row that its schema took gives back that row alone", async () => {
    const { testJob, kept } = looseImport();
    testApp.app.registry.jobs.set(testJob.name, testJob);
    const codes = Array.from({ length: 40 }, (_, n) => (n % 13 === 5 ? `L-\0${n}` : `L-${n}`));
    const fileId = await upload(["code,name\n", ...codes.map((code) => `${code},x\n`)]);
    const id = await enqueue(testJob, fileId);
    const job = await acme.members.dispatcher.call.jobs.byId({ id });
    expect(job).toMatchObject({ state: "done", result: { rows: 40, created: 37, refused: 3 } });
    expect(job.message).toBe("37 rows in, 3 refused");
    expect(kept).toHaveLength(37);
    const { errorFileId } = importResult.parse(job.result);
    const report: Record<string, string>[] = parse(await download(errorFileId ?? ""), { columns: true });
    expect(report.map(({ line, reason }) => [line, reason])).toEqual(
      ["7", "20", "33"].map((line) => [line, "One of these values cannot be stored. Check them, and try again."]),
    );
  });

  test("of an empty file, or of a header that no message can hold, fails and says why", async () => {
    const job = await importPlaces([`a\0b,${"x".repeat(50_000)}\n`, "1,2\n"]);
    expect(job).toMatchObject({ state: "failed", attempts: 1 });
    expect(job.error).toMatch(/^The file lacks the column code\./);
    expect(job.error?.length).toBeLessThanOrEqual(1000);
  });

  test("is nothing for a viewer, neither the file nor the job", async () => {
    const { viewer } = acme.members;
    const context = await createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), viewer.sessionId);
    const body = Readable.toWeb(Readable.from(["x"])) as ReadableStream;
    expect(
      (await refusal(receiveFile(context, { kind: "places.import", name: "x", contentType: "text/csv", body }))).code,
    ).toBe("FORBIDDEN");
    const fileId = await upload([header]);
    expect((await refusal(viewer.call.places.import({ fileId }))).code).toBe("FORBIDDEN");
  });
});

test("items are imported like places, without their stock", async () => {
  const { call } = acme.members.dispatcher;
  const lines = ["sku,name,weight,stock,price,currency\n", "C-1,Lamp,500,3,1999,eur\n", "C-2,Lamp,x,-1,1999,EUR\n"];
  const { jobId } = await call.items.import({ fileId: await upload(lines, "items.import") });
  expect((await call.jobs.byId({ id: jobId })).result).toMatchObject({ rows: 2, created: 1, refused: 1 });
  expect((await call.items.list({ search: "C-1" })).items).toMatchObject([{ onHand: 0, currency: "EUR" }]);
});

test("counts are imported like places; the progress says how many were refused while they were written, too", async () => {
  const { call } = acme.members.dispatcher;
  const item = { name: "Lamp", weight: 5, stock: 4, price: 1, currency: "EUR" };
  const { id } = await call.items.create({ ...item, sku: "C-10" });
  const packed = await call.items.create({ ...item, sku: "C-11" });
  const place = await call.places.create({ code: "C", name: "Ada", country: "DE", city: "Berlin" });
  const lines = [{ itemId: packed.id, quantity: 4 }];
  await call.parcels.create({ reference: "C", recipientId: place.id, lines, packed: true });
  const rows = ["C-10,7\n", "C-11,3\n", "NONE,1\n", "C-12,\n"];
  const fileId = await upload(["sku,counted\n", ...rows], "items.importCounts");
  const told = { rows: 4, created: 0, updated: 1, unchanged: 0, refused: 3 };
  const checked = await call.items.importCounts({ fileId, mode: "check" });
  expect((await call.jobs.byId({ id: checked.jobId })).result).toMatchObject(told);
  expect(await call.items.byId({ id })).toMatchObject({ onHand: 4 });
  const { jobId } = await call.items.importCounts({ fileId });
  const job = await call.jobs.byId({ id: jobId });
  expect(job).toMatchObject({ state: "done", done: 4, total: 4, message: "1 row in, 3 refused", result: told });
  expect(await call.items.byId({ id })).toMatchObject({ onHand: 7 });
  expect((await reportOf(job)).map(({ line, column, reason }) => [line, column, reason])).toEqual([
    ["3", "counted", "4 of Lamp are reserved by packed parcels, and 3 would be left. Unpack parcels first."],
    ["4", "sku", "There is no item NONE."],
    ["5", "counted", "Fill this in."],
  ]);
});
