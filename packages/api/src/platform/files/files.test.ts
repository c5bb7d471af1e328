import { existsSync, utimesSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { newId } from "@waybill/db";
import { jobs } from "@waybill/db/core";
import { files } from "@waybill/db/files";
import { tenants } from "@waybill/db/tenants";
import { postgres } from "@waybill/db/testing";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { runJob } from "../../core/jobs/run-job.ts";
import { createContext } from "../../core/procedures/request.ts";
import { type NotesApp, startWithNotes } from "../../testing/notes/index.ts";
import { refusal, type TestUser } from "../../testing.ts";
import { openFile, receiveFile } from "./index.ts";

let testApp: NotesApp;
const maxFiles = 6;

beforeAll(async () => {
  testApp = await startWithNotes({ FILES_MB_PER_TENANT: "1", FILES_PER_TENANT: String(maxFiles) });
});

let counter = 0;
const newTenant = () => {
  counter += 1;
  return testApp.tenant(`tenant-${counter}`, "owner", "admin", "viewer");
};
type TestTenant = Awaited<ReturnType<typeof newTenant>>;

const requestOf = ({ slug }: TestTenant, { sessionId }: TestUser) =>
  createContext(testApp.app, new Headers({ "x-tenant-id": slug }), sessionId);

const upload = (tenant: TestTenant, bytes: number): Promise<string> =>
  send(
    tenant,
    Array.from({ length: Math.ceil(bytes / 1000) }, (_, n) => Buffer.alloc(Math.min(1000, bytes - n * 1000), "x")),
  );

async function send(tenant: TestTenant, chunks: (Buffer | string)[]): Promise<string> {
  const body = Readable.toWeb(Readable.from(chunks)) as ReadableStream; // the same stream, in the words of two libraries
  const file = { kind: "notes.import", name: "rows.csv", contentType: "text/csv", body };
  return (await receiveFile(await requestOf(tenant, tenant.members.owner), file)).id;
}

const pathOf = (tenantId: string, id: string) => join(testApp.app.settings.DATA_DIR, "files", tenantId, id);
const usage = async ({ members }: TestTenant) => {
  const { bytes, files: count } = await members.owner.call.files.usage();
  return { bytes, files: count };
};

/** The storage computed from the tables. */
async function counted({ id }: TestTenant) {
  const [row] = await testApp.direct.transaction({ tenantId: id }, ({ db }) =>
    db
      .select({ bytes: sql<number>`coalesce(sum(${files.size}), 0)::int`, files: sql<number>`count(*)::int` })
      .from(files),
  );
  return row;
}

describe("the storage of a tenant", () => {
  test("is known without counting, after any additions and removals", async () => {
    const tenant = await newTenant();
    expect(await usage(tenant)).toEqual({ bytes: 0, files: 0 });
    const [one] = [await upload(tenant, 1500), await upload(tenant, 500)];
    expect(await usage(tenant)).toEqual({ bytes: 2000, files: 2 });
    await tenant.members.admin.call.files.remove({ id: one });
    expect(await usage(tenant)).toEqual({ bytes: 500, files: 1 });
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    await owner`update files set size = 900 where tenant_id = ${tenant.id}`;
    expect(await usage(tenant)).toEqual({ bytes: 900, files: 1 });
    await owner`delete from files where tenant_id = ${tenant.id}`;
    await owner.end();
    expect(await usage(tenant)).toEqual({ bytes: 0, files: 0 });
  });

  test("cannot be written by the application", async () => {
    const { id } = await newTenant();
    for (const statement of ["update file_usage set bytes = 0", "delete from file_usage"]) {
      const attempt = testApp.direct.transaction({ tenantId: id }, ({ db }) => db.execute(statement));
      await expect(attempt.catch((error) => Promise.reject(error.cause))).rejects.toThrow("permission denied");
    }
  });

  test("has a limit of bytes: a file above it is refused and leaves nothing behind", async () => {
    const tenant = await newTenant();
    await upload(tenant, 900_000);
    const before = await usage(tenant);
    expect((await refusal(upload(tenant, 200_000))).code).toBe("PAYLOAD_TOO_LARGE");
    expect(await usage(tenant)).toEqual(before);
    await upload(tenant, 148_576);
    expect((await refusal(upload(tenant, 1))).code).toBe("PAYLOAD_TOO_LARGE");
    const names = await testApp.app.clients.files.list(tenant.id);
    const stored = [];
    for await (const { id } of names) stored.push(id);
    expect(stored).toHaveLength(2);
  });

  test("has a limit of files, also for concurrent uploads", async () => {
    const tenant = await newTenant();
    const outcomes = await Promise.allSettled(Array.from({ length: maxFiles + 4 }, () => upload(tenant, 10)));
    const codes = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    expect(codes).toEqual(Array.from({ length: 4 }, () => "PAYLOAD_TOO_LARGE"));
    expect(await counted(tenant)).toEqual({ bytes: 10 * maxFiles, files: maxFiles });
    expect(await usage(tenant)).toEqual({ bytes: 10 * maxFiles, files: maxFiles });
  });

  test("fails an export at once with the reason when it is full; files of work in progress are stored anyway", async () => {
    const tenant = await newTenant();
    const { call } = tenant.members.owner;
    const fileId = await send(tenant, ["code,name\n", "A,\n"]);
    for (let n = 1; n < maxFiles; n += 1) await upload(tenant, 10);
    const { jobId } = await call.activity.export({});
    const job = await call.jobs.byId({ id: jobId });
    expect(job).toMatchObject({ state: "failed", attempts: 1 });
    expect(job.error).toContain("The storage limit of your organisation is reached");
    expect(existsSync(pathOf(tenant.id, jobId))).toBe(false);
    const report = await call.jobs.byId({ id: (await call.notes.import({ fileId })).jobId });
    expect(report).toMatchObject({ state: "done", result: { refused: 1, errorFileId: expect.any(String) } });
  });
});

describe("a file", () => {
  test("is on the page of its list, newest first, with the total number", async () => {
    const tenant = await newTenant();
    const ids: string[] = [];
    for (let size = 1; size <= 3; size += 1) ids.unshift(await upload(tenant, size));
    const { list } = tenant.members.owner.call.files;
    const pages = [await list({ pageSize: 2 }), await list({ page: 2, pageSize: 2 })];
    expect(pages.map(({ items, ...page }) => ({ ...page, ids: items.map(({ id }) => id) }))).toEqual([
      { ids: ids.slice(0, 2), page: 1, pageCount: 2, total: 3, more: false },
      { ids: ids.slice(2), page: 2, pageCount: 2, total: 3, more: false },
    ]);
    expect((await refusal(list({ page: 401 }))).issues).toEqual(["page too_big"]);
  });

  test("is listed for people with its permission, with its kind", async () => {
    const tenant = await newTenant();
    const id = await upload(tenant, 10);
    const { jobId } = await tenant.members.owner.call.activity.export({});
    const mine = (await tenant.members.owner.call.files.list({})).items;
    expect(mine).toMatchObject([
      { id: jobId, title: "Export of activity" },
      { id, title: "Import of notes", size: 10, name: "rows.csv" },
    ]);
    expect((await tenant.members.owner.call.files.list({ kind: "notes.import" })).items).toMatchObject([{ id }]);
    const { call } = tenant.members.viewer;
    expect((await call.files.list({})).items).toEqual([]);
    const { kinds } = await call.files.usage();
    // Viewers read lists, and so their exports; imports and the activity need other permissions.
    const names = kinds.map(({ name }) => name);
    expect(kinds).toContainEqual({ name: "notes.export", title: "Export of notes" });
    expect(names.filter((name) => /import|activity/i.test(name))).toEqual([]);
  });

  test("is removed with its content by people with the permission, with an activity entry", async () => {
    const tenant = await newTenant();
    const id = await upload(tenant, 10);
    expect((await refusal(tenant.members.viewer.call.files.remove({ id }))).code).toBe("FORBIDDEN");
    expect(existsSync(pathOf(tenant.id, id))).toBe(true);
    const { call } = tenant.members.admin;
    await call.files.remove({ id });
    expect(existsSync(pathOf(tenant.id, id))).toBe(false);
    expect((await refusal(openFile(await requestOf(tenant, tenant.members.owner), id))).code).toBe("NOT_FOUND");
    expect((await refusal(call.files.remove({ id }))).code).toBe("NOT_FOUND");
    const [entry] = (await call.activity.list({ entity: "file", entityId: id })).items;
    expect(entry?.summary).toBe("removed the file rows.csv");
  });

  test("cannot be removed by people who may not read it", async () => {
    const tenant = await newTenant();
    const id = await upload(tenant, 10);
    const janitor = await testApp.user("Janitor");
    await testApp.joinWith(tenant.id, janitor, ["files.read", "files.remove", "tenants.read"]);
    const call = await testApp.as(janitor, tenant.slug);
    expect((await refusal(call.files.remove({ id }))).issues).toEqual([" not_allowed"]);
  });

  test("cannot be removed while an import reads it", async () => {
    const tenant = await newTenant();
    const id = await upload(tenant, 10);
    const { call } = tenant.members.owner;
    const { jobId } = await call.notes.import({ fileId: id });
    const setState = (state: "running" | "done") =>
      testApp.direct.transaction({ tenantId: tenant.id }, ({ db }) =>
        db.update(jobs).set({ state }).where(eq(jobs.id, jobId)),
      );
    await setState("running");
    expect((await refusal(call.files.remove({ id }))).issues).toEqual([" conflict"]);
    await setState("done");
    await call.files.remove({ id });
  });
});

describe("the nightly cleanup", () => {
  const cleanUp = async () => {
    const job = testApp.app.registry.jobs.get("files.cleanUp");
    if (!job) throw new Error("There is no such job.");
    const origin = { ip: null, traceparent: null };
    const envelope = { tenantId: null, userId: null, requestId: "night", origin, input: {} };
    await runJob(testApp.app, job, { id: newId(), envelope, attempt: 1, signal: new AbortController().signal });
  };
  const inTenant = ({ id }: TestTenant, statement: ReturnType<typeof sql>) =>
    testApp.direct.transaction({ tenantId: id }, ({ db }) => db.execute(statement));
  const remaining = async (tenant: TestTenant) =>
    (await tenant.members.owner.call.files.list({})).items.map(({ id }) => id).sort();

  test("removes uploads unused for a day, and files without an owner; others stay", async () => {
    const tenant = await newTenant();
    const { call } = tenant.members.owner;
    const [fresh, forgotten, used, orphan] = [
      await upload(tenant, 10),
      await upload(tenant, 10),
      await upload(tenant, 10),
      await upload(tenant, 10),
    ];
    await call.notes.import({ fileId: used });
    const { jobId } = await call.notes.import({ fileId: orphan });
    const { jobId: exported } = await call.notes.export({});
    for (const id of [forgotten, used]) {
      await inTenant(tenant, sql`update files set created_at = now() - interval '25 hours' where id = ${id}`);
    }
    await inTenant(tenant, sql`delete from jobs where id = ${jobId}`);
    await cleanUp();
    expect(await remaining(tenant)).toEqual([fresh, used, exported].sort());
    for (const id of [forgotten, orphan]) expect(existsSync(pathOf(tenant.id, id))).toBe(false);
    for (const id of [fresh, used, exported]) expect(existsSync(pathOf(tenant.id, id))).toBe(true);
    expect(await usage(tenant)).toEqual(await counted(tenant));
  });

  test("removes content without a file after a day, also of deleted tenants", async () => {
    const [tenant, gone] = [await newTenant(), await newTenant()];
    const kept = await upload(tenant, 10);
    const left = await upload(gone, 10);
    await testApp.app.database.transaction({}, ({ db }) => db.delete(tenants).where(eq(tenants.id, gone.id)));
    const [young, old] = [newId(), newId()];
    for (const id of [young, old]) {
      await mkdir(dirname(pathOf(tenant.id, id)), { recursive: true });
      await writeFile(pathOf(tenant.id, id), "bytes");
    }
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    for (const path of [pathOf(tenant.id, old), pathOf(tenant.id, kept), pathOf(gone.id, left)]) {
      utimesSync(path, yesterday, yesterday);
    }
    await cleanUp();
    const there = [kept, young, old].filter((id) => existsSync(pathOf(tenant.id, id)));
    expect(there).toEqual([kept, young]);
    expect(existsSync(pathOf(gone.id, left))).toBe(false);
  });

  test("runs every night", () => {
    const schedules = [...testApp.app.registry.schedules.values()].filter(({ job }) => job.name === "files.cleanUp");
    expect(schedules).toMatchObject([{ scope: "installation", cron: expect.stringMatching(/^\d+ [0-5] \* \* \*$/) }]);
  });

  test("the owner of each kind of file is in a table that a module declares", () => {
    const { files: kinds, entities } = testApp.app.registry;
    // Null: the file is kept until it is removed by hand.
    for (const { owner } of kinds.values()) expect([null, ...entities.keys()]).toContain(owner);
  });
});
