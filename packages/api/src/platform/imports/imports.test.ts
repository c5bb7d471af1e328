import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { type ImportInput, importJobInput, importResult } from "@waybill/validators";
import { against, codeUnits } from "@waybill/validators/testing";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createCallerFactory, defineJob, type JobDefinition, router, tenantProcedure } from "../../core/index.ts";
import { createContext } from "../../core/procedures/request.ts";
import { type NotesApp, noteRow, startWithNotes } from "../../testing/notes/index.ts";
import { refusal } from "../../testing.ts";
import { openFile, receiveFile } from "../files/index.ts";
import { importFiles } from "./files.ts";
import { importRows } from "./import-table.ts";
import type { RowImport } from "./kinds.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "dispatcher", "viewer");

beforeAll(async () => {
  testApp = await startWithNotes();
  acme = await make();
});

const asDispatcher = () =>
  createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), acme.members.dispatcher.sessionId);

async function upload(lines: Iterable<string>, kind = "notes.import", name = "notes.csv"): Promise<string> {
  const body = Readable.toWeb(Readable.from(lines)) as ReadableStream;
  return (await receiveFile(await asDispatcher(), { kind, name, contentType: "text/csv", body })).id;
}

async function importNotes(lines: Iterable<string>) {
  const { call } = acme.members.dispatcher;
  const { jobId } = await call.notes.import({ fileId: await upload(lines) });
  return call.jobs.byId({ id: jobId });
}

const looseRow = z.object({ code: z.string(), name: z.string() });

/** An import with a schema that accepts everything. @param beforeWriting called before each batch is written */
function looseImport(beforeWriting: () => Promise<void> = async () => {}) {
  const kept: string[] = [];
  const kind: RowImport<z.output<typeof looseRow>> = {
    files: importFiles("notes", "notes.import"),
    row: looseRow,
    columns: ["code", "name"],
    keyOf: ({ code }) => code,
    async write({ db }, rows) {
      await beforeWriting();
      for (const { code } of rows) await db.execute(sql`select ${code}::text`);
      kept.push(...rows.map(({ code }) => code));
      return { created: rows.length, updated: 0 };
    },
    finish: async () => {},
  };
  const testJob = defineJob({
    name: "test.import",
    title: "Import anything",
    readBy: "notes.import",
    onGiveUp: { noDependents: "It is a test." },
    input: importJobInput,
    run: (job) => importRows(job, kind),
  });
  return { testJob, kept };
}

/** Queues a job as the dispatcher; it runs after the commit. @returns its id */
function enqueue(job: JobDefinition<ImportInput>, fileId: string): Promise<string> {
  const queueing = router({
    run: tenantProcedure("notes.import")
      .output(z.string())
      .mutation(({ ctx }) => ctx.jobs.enqueue(job, { fileId, mode: "import" })),
  });
  return createCallerFactory(queueing)(asDispatcher).run();
}

const header = "code,name,country,latitude\n";

async function reportOf(job: { result: unknown }): Promise<Record<string, string>[]> {
  const { errorFileId } = importResult.parse(job.result);
  return errorFileId ? parse(await download(errorFileId), { columns: true }) : [];
}

async function download(id: string): Promise<string> {
  const { content } = await openFile(await asDispatcher(), id);
  return Buffer.concat(await content.toArray()).toString();
}

describe("an import", () => {
  test("accepts valid rows, and reports invalid ones with line, field, value and reason", async () => {
    const job = await importNotes([
      header,
      "I-1,Ada,DE,52.5\n",
      "I-2,,DE,1\n",
      'I-3,"Grace,\nthe second",US,10\n',
      "I-4,=cmd(),XX,\n",
      'I-5,"Grace, the third",US,10\n',
    ]);
    expect(job).toMatchObject({ state: "done", result: { rows: 5, created: 3, updated: 0, refused: 2 } });
    const { errorFileId } = job.result as { errorFileId: string };
    expect(parse(await download(errorFileId), { columns: true })).toEqual([
      { line: "3", column: "name", value: "", reason: "Fill this in." },
      {
        line: "6",
        column: "country",
        value: "XX",
        reason: "No country has this name or code. Use a country code, such as DE.",
      },
    ]);
    const { items } = await acme.members.dispatcher.call.notes.list({ search: "I-5" });
    expect(items).toMatchObject([{ name: "Grace, the third", latitude: 10 }]);
  });

  test("repeated updates existing rows and creates none twice", async () => {
    const rows = [header, "T-1,One,DE,1\n", "T-2,Two,DE,2\n"];
    expect((await importNotes(rows)).result).toMatchObject({ created: 2, updated: 0 });
    expect((await importNotes(rows)).result).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
      errorFileId: null,
    });
    const changed = [header, "T-1,Other,DE,1\n", "T-2,Two,DE,2\n"];
    expect((await importNotes(changed)).result).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    expect((await acme.members.dispatcher.call.notes.list({ search: "T-" })).total).toBe(2);
  });

  test("reads thousands of rows in batches, and refuses every row with a duplicate code", async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => `M-${n % 2400},Number ${n},DE,\n`);
    const job = await importNotes([header, ...rows]);
    expect(job).toMatchObject({ state: "done", result: { rows: 2500, created: 2300, refused: 200 } });
    expect([job.done, job.total]).toEqual([2500, 2500]);
    const report = await reportOf(job);
    expect(report[0]).toEqual({
      line: "2",
      column: "code",
      value: "M-0",
      reason: "M-0 is also on line 2402. Keep one of these rows.",
    });
    const { items } = await acme.members.dispatcher.call.notes.list({ search: "M-0" });
    expect(items.find(({ code }) => code === "M-0")).toBeUndefined();
  });

  test.each([
    ["lacks the key", ["kode,title\n", "1,x\n"], /no column for code/],
    ["has no column but the key", ["code,xyz\n", "1,x\n"], /Only the key column was recognised/],
    ["has no rows", [header], /no rows below the header/],
    ["is empty", [""], /^The file is empty\.$/],
  ])("of a file that %s fails at once with the reason", async (_what, lines, reason) => {
    const job = await importNotes(lines);
    expect(job).toMatchObject({ state: "failed", attempts: 1 });
    expect(job.error).toMatch(reason);
  });

  test("of a ZIP named like a workbook with other content fails at once with the reason", async () => {
    const fileId = await upload(["PK\x03\x04 something"], "notes.import", "notes.xlsx");
    const { jobId } = await acme.members.dispatcher.call.notes.import({ fileId });
    const job = await acme.members.dispatcher.call.jobs.byId({ id: jobId });
    expect(job).toMatchObject({
      state: "failed",
      attempts: 1,
      error: expect.stringMatching(/workbook cannot be read/),
    });
  });

  test("of an unknown file, or another tenant's, is refused at its input", async () => {
    const { call } = acme.members.dispatcher;
    const fileId = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
    expect((await refusal(call.notes.import({ fileId }))).issues).toEqual(["fileId not_found"]);
    const other = await testApp.tenant("globex", "dispatcher");
    const own = await upload([header]);
    expect((await refusal(other.members.dispatcher.call.notes.import({ fileId: own }))).issues).toEqual([
      "fileId not_found",
    ]);
  });

  test("of another kind of file is refused, because its rows would be reported under other permissions", async () => {
    const admin = await testApp.user("Admin");
    await testApp.join(acme.id, admin, "admin");
    const call = await testApp.as(admin, "acme");
    const { jobId: fileId } = await call.notes.export({});
    expect((await refusal(call.notes.import({ fileId }))).issues).toEqual(["fileId invalid"]);
  });

  test("of rows from faulty programs completes, and refuses only invalid rows", async () => {
    const cell = fc.oneof(
      fc.constantFrom("Ada", "DE", "Berlin", "10117", ""),
      against(noteRow.shape.name).map(String),
      codeUnits(12),
    );
    const rows = fc.sample(fc.tuple(cell, cell, cell, cell, cell), { numRuns: 400, seed: 5 });
    const columns = ["code", "name", "country", "latitude", "__proto__"];
    const good = ["GOOD", "Ada", "DE", "52.5", ""];
    const job = await importNotes([
      stringify([columns, ...rows.map((row) => row.map((text) => text.slice(0, 2000))), good]),
    ]);
    expect(job).toMatchObject({ state: "done", error: null });
    const { rows: all, created, updated, unchanged, refused } = importResult.parse(job.result);
    expect(created + updated + unchanged + refused).toBe(all);
    expect(refused).toBeGreaterThan(300);
    const { items } = await acme.members.dispatcher.call.notes.list({ search: "GOOD" });
    expect(items).toMatchObject([{ code: "GOOD", latitude: 52.5 }]);
  });

  test("writes nothing more after another attempt has continued it", async () => {
    let batches = 0;
    const { testJob, kept } = looseImport(async () => {
      batches += 1;
      if (batches !== 2) return;
      await testApp.app.database.transaction({ tenantId: acme.id }, ({ db }) =>
        db.execute(
          sql`update jobs set result = jsonb_set(result, '{settled}', '2000')
            where tenant_id = ${acme.id} and name = 'test.import' and state = 'running'`,
        ),
      );
    });
    const rows = Array.from({ length: 2500 }, (_, n) => `A-${n},Number ${n}\n`);
    const id = await enqueue(testJob, await upload(["code,name\n", ...rows]));
    expect([batches, kept.length]).toEqual([2, 2000]);
    const [row] = await testApp.app.database.transaction({ tenantId: acme.id }, ({ db }) =>
      db.execute(
        sql`select done, result ->> 'settled' as settled from jobs where tenant_id = ${acme.id} and id = ${id}`,
      ),
    );
    expect(row).toEqual({ done: 1000, settled: "2000" });
  });

  test("reports only the row that the database refuses", async () => {
    const { testJob, kept } = looseImport();
    testApp.app.registry.jobs.set(testJob.name, testJob);
    const codes = Array.from({ length: 40 }, (_, n) => (n % 13 === 5 ? `L-\0${n}` : `L-${n}`));
    const fileId = await upload(["code,name\n", ...codes.map((code) => `${code},x\n`)]);
    const id = await enqueue(testJob, fileId);
    const job = await acme.members.dispatcher.call.jobs.byId({ id });
    expect(job).toMatchObject({ state: "done", result: { rows: 40, created: 37, refused: 3 } });
    expect(job.message).toBe("37 rows accepted, 3 refused");
    expect(kept).toHaveLength(37);
    const { errorFileId } = importResult.parse(job.result);
    const report: Record<string, string>[] = parse(await download(errorFileId ?? ""), { columns: true });
    expect(report.map(({ line, reason }) => [line, reason])).toEqual(
      ["7", "20", "33"].map((line) => [line, "One of these values cannot be stored. Check them, and try again."]),
    );
  });

  test("of an empty file, or with an oversized header, fails with the reason", async () => {
    const job = await importNotes([`a\0b,${"x".repeat(50_000)}\n`, "1,2\n"]);
    expect(job).toMatchObject({ state: "failed", attempts: 1 });
    expect(job.error).toMatch(/^The file has no column for code\./);
    expect(job.error?.length).toBeLessThanOrEqual(1000);
  });

  test("is not visible to viewers: neither the file nor the job", async () => {
    const { viewer } = acme.members;
    const context = await createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), viewer.sessionId);
    const body = Readable.toWeb(Readable.from(["x"])) as ReadableStream;
    expect(
      (await refusal(receiveFile(context, { kind: "notes.import", name: "x", contentType: "text/csv", body }))).code,
    ).toBe("FORBIDDEN");
    const fileId = await upload([header]);
    expect((await refusal(viewer.call.notes.import({ fileId }))).code).toBe("FORBIDDEN");
  });
});
