import { existsSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Settings } from "@waybill/config";
import { newId } from "@waybill/db";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { runJob } from "../../core/jobs/run-job.ts";
import { createContext } from "../../core/procedures/request.ts";
import { type NotesApp, type NotesCall, startWithNotes } from "../../testing/notes/index.ts";
import { S3Server } from "../../testing/s3.ts";
import { refusal, type TestMember } from "../../testing.ts";
import type { FileStore } from "./disk-store.ts";
import { downloadFile, openFile, receiveFile } from "./http.ts";
import { fileKey } from "./service.ts";
import { createFileStore } from "./store.ts";

afterEach(() => {
  vi.useRealTimers();
});

let s3: S3Server;
beforeAll(async () => {
  s3 = await S3Server.start();
});
afterAll(() => s3.stop());

const megabyte = 1024 * 1024;
/** The maximum number of bytes of one file in transit: two parts of S3, and the buffers of the sockets. */
const maxInTransit = 20 * megabyte;

/** Bytes in chunks. @param onPiece called with the number of bytes so far */
function pieces(bytes: number, onPiece: (taken: number) => void = () => {}): Readable {
  return Readable.from(
    (function* () {
      for (let taken = 0; taken < bytes; ) {
        const piece = Buffer.alloc(Math.min(65_536, bytes - taken), String(taken));
        taken += piece.length;
        onPiece(taken);
        yield piece;
      }
    })(),
  );
}

const contentOf = async (content: Readable) => Buffer.concat(await content.toArray());

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

type Member = TestMember<NotesCall>;

describe.each(["the local folder", "S3"])("%s", (where) => {
  let testApp: NotesApp;
  let store: FileStore;
  let acme: { id: string; slug: string; members: Record<"owner" | "viewer", Member> };

  beforeAll(async () => {
    testApp = await startWithNotes({
      UPLOAD_MAX_MB: "20",
      ...(where === "S3" ? s3.settings : {}),
    });
    store = testApp.app.clients.files;
    acme = await testApp.tenant("acme", "owner", "viewer");
  });

  const request = ({ sessionId } = acme.members.owner) =>
    createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), sessionId);
  const upload = async (name: string, content: Readable, kind = "notes.import") =>
    receiveFile(await request(), { kind, name, contentType: "text/csv", body: ReadableStream.from(content) });
  const stored = async () => (await collect(store.list(acme.id))).map(({ id }) => id).sort();
  /** The stored objects besides complete files. */
  const everything = async () => (where === "S3" ? s3.entries() : stored());
  const textOf = async (id: string) => (await contentOf((await openFile(await request(), id)).content)).toString();

  test.each([
    ["no bytes", 0],
    ["a few bytes", 10],
    ["one part", 5 * megabyte],
    ["several parts", 11 * megabyte + 7],
  ])("stores content from a stream and from memory: %s", async (_what, bytes) => {
    const whole = await contentOf(pieces(bytes));
    for (const content of [whole, pieces(bytes)]) {
      const [tenantId, id] = [newId(), newId()];
      const key = fileKey(tenantId, id);
      await store.write(key, content);
      expect(await store.size(key)).toBe(bytes);
      expect((await contentOf(await store.read(key))).equals(whole)).toBe(true);
      expect(await collect(store.tenants())).toContain(tenantId);
      const [entry] = await collect(store.list(tenantId));
      expect(entry).toEqual({ id, writtenAt: expect.any(Date) });
      await store.remove(key);
      await store.remove(key);
      expect(await collect(store.list(tenantId))).toEqual([]);
    }
  });

  test("lists more files than one page", async () => {
    const tenantId = newId();
    const ids = Array.from({ length: 1005 }, () => newId());
    for (let n = 0; n < ids.length; n += 50) {
      await Promise.all(ids.slice(n, n + 50).map((id) => store.write(fileKey(tenantId, id), new Uint8Array(1))));
    }
    expect((await collect(store.list(tenantId))).map(({ id }) => id).sort()).toEqual(ids.sort());
    for (let n = 0; n < ids.length; n += 50) {
      await Promise.all(ids.slice(n, n + 50).map((id) => store.remove(fileKey(tenantId, id))));
    }
  });

  test("leaves nothing behind after an upload that is too large or interrupted", async () => {
    const before = await everything();
    expect((await refusal(upload("large.csv", pieces(21 * megabyte)))).code).toBe("PAYLOAD_TOO_LARGE");
    const broken = pieces(12 * megabyte, (taken) => {
      if (taken > 10 * megabyte) throw new Error("The browser is gone.");
    });
    await expect(upload("broken.csv", broken)).rejects.toThrow();
    expect(await everything()).toEqual(before);
    expect(await stored()).toEqual([]);
  });

  test("receives an upload at the speed of the store, with little of it in memory", async () => {
    const bytes = 48 * megabyte;
    const { received } = s3.traffic;
    let most = 0;
    const id = newId();
    const arrived = () => {
      if (where === "S3") return s3.traffic.received - received;
      const path = join(testApp.app.settings.DATA_DIR, "files", acme.id, id);
      return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    };
    await store.write(
      fileKey(acme.id, id),
      pieces(bytes, (taken) => {
        most = Math.max(most, taken - arrived());
      }),
    );
    expect(most).toBeLessThan(maxInTransit);
    expect(await store.size(fileKey(acme.id, id))).toBe(bytes);
    await store.remove(fileKey(acme.id, id));
  });

  test("without the content of a file reports that to readers and jobs", async () => {
    const { id: fileId } = await upload("gone.csv", Readable.from([Buffer.from("code,name\n")]));
    await store.remove(fileKey(acme.id, fileId));
    const message = "The content of this file is missing from the file store. Upload or create the file again.";
    for (const open of [openFile, downloadFile]) {
      await expect(open(await request(), fileId)).rejects.toMatchObject({ code: "NOT_FOUND", message });
    }
    const { call } = acme.members.owner;
    const { jobId } = await call.notes.import({ fileId });
    expect(await call.jobs.byId({ id: jobId })).toMatchObject({ state: "failed", attempts: 1, error: message });
    await call.files.remove({ id: fileId });
  });

  test("serves imports, reports and exports", async () => {
    const { call } = acme.members.owner;
    const rows = "code,name\nI-1,Ada\nI-2,\n";
    const { id: fileId } = await upload("notes.csv", Readable.from([Buffer.from(rows)]));
    const { jobId } = await call.notes.import({ fileId });
    const done = await call.jobs.byId({ id: jobId });
    expect(done).toMatchObject({ state: "done", result: { created: 1, refused: 1 } });
    const { errorFileId } = done.result as { errorFileId: string };
    expect(await textOf(errorFileId)).toContain("Fill this in.");
    const exported = await call.notes.export({});
    expect(await textOf(exported.jobId)).toContain("I-1");
    expect(await stored()).toEqual([fileId, errorFileId, exported.jobId].sort());
    await call.files.remove({ id: fileId });
    expect(await stored()).toEqual([errorFileId, exported.jobId].sort());
  });

  test("is cleaned up every night: content without a file is removed, and foreign names stay", async () => {
    const { id: kept } = await upload("kept.csv", Readable.from([Buffer.from("code,name\n")]));
    const lost = [fileKey(acme.id, newId()), fileKey(newId(), newId())];
    const foreign = ["photos/cat", fileKey(acme.id, "notes")];
    for (const key of [...lost, ...foreign]) await store.write(key, new Uint8Array(3));
    const job = testApp.app.registry.jobs.get("files.cleanUp");
    if (!job) throw new Error("There is no such job.");
    const origin = { ip: null, traceparent: null };
    const envelope = { tenantId: null, userId: null, requestId: "night", origin, input: {} };
    const attempt = { id: newId(), envelope, attempt: 1, signal: new AbortController().signal };
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 25 * 3_600_000 });
    await runJob(testApp.app, job, attempt);
    vi.useRealTimers();
    expect(await stored()).toContain(kept);
    for (const key of lost) await expect(store.size(key)).rejects.toThrow();
    for (const key of foreign) {
      expect(await store.size(key)).toBe(3);
      await store.remove(key);
    }
  });
});

describe("a download from S3", () => {
  let testApp: NotesApp;
  let acme: { id: string; slug: string; members: Record<"owner" | "viewer", Member> };
  let fileId: string;

  beforeAll(async () => {
    testApp = await startWithNotes(s3.settings);
    acme = await testApp.tenant("acme", "owner", "viewer");
    const body = ReadableStream.from([Buffer.from("code,name\nA,Müller\n")]);
    const file = { kind: "notes.import", name: "Größen; 1.csv", contentType: "text/html", body };
    fileId = (await receiveFile(await request(), file)).id;
  });
  const request = ({ sessionId } = acme.members.owner) =>
    createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), sessionId);
  const link = async (id = fileId) => (await downloadFile(await request(), id)).link ?? "";

  test("is a URL that sends the content as an attachment, whatever its type", async () => {
    const address = new URL(await link());
    expect(address.origin).toBe(s3.settings.S3_ENDPOINT);
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toBe(
      "attachment; filename=\"Gr??en; 1.csv\"; filename*=UTF-8''Gr%C3%B6%C3%9Fen%3B%201.csv",
    );
    expect(await answer.text()).toBe("code,name\nA,Müller\n");
  });

  test("displays a generated PDF inline", async () => {
    const key = fileKey(acme.id, fileId);
    const presentation = { contentType: "application/pdf", contentDisposition: "inline" };
    const answer = await fetch((await testApp.app.clients.files.link(key, presentation)) ?? "");
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    expect(answer.headers.get("content-disposition")).toBe("inline");
    await answer.arrayBuffer();
  });

  test("opens one file, for a minute, read-only", async () => {
    const address = new URL(await link());
    const other = await link((await acme.members.owner.call.notes.export({})).jobId);
    expect(address.searchParams.get("X-Amz-Expires")).toBe("60");
    const elsewhere = new URL(address);
    elsewhere.pathname = new URL(other).pathname;
    const longer = new URL(address);
    longer.searchParams.set("X-Amz-Expires", "3600");
    const shown = new URL(address);
    shown.searchParams.set("response-content-type", "text/html");
    for (const changed of [elsewhere, longer, shown]) expect((await fetch(changed)).status).toBe(403);
    for (const method of ["PUT", "DELETE"]) expect((await fetch(address, { method })).status).toBe(403);
    expect((await fetch(address)).status).toBe(200);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 61_000 });
    const old = await link();
    vi.useRealTimers();
    expect((await fetch(old)).status).toBe(403);
  });

  test("requires the permission to read the file", async () => {
    const { viewer } = acme.members;
    const store = vi.spyOn(testApp.app.clients.files, "link");
    expect((await refusal(request(viewer).then((asViewer) => downloadFile(asViewer, fileId)))).code).toBe("FORBIDDEN");
    expect(store).not.toHaveBeenCalled();
    await acme.members.owner.call.files.remove({ id: fileId });
    expect((await refusal(link())).code).toBe("NOT_FOUND");
    expect(store).not.toHaveBeenCalled();
  });

  test("has the address for browsers, or is streamed by Waybill, by settings", async () => {
    const of = (settings: Partial<Record<keyof Settings, string>>) =>
      createFileStore(testApp.withSettings({ ...s3.settings, ...settings }).app.settings);
    const [key, presentation] = ["a/b", { contentType: "text/plain", contentDisposition: "inline" }];
    await of({}).write(key, new Uint8Array(1));
    const outside = await of({ S3_PUBLIC_ENDPOINT: "https://files.example.com" }).link(key, presentation);
    expect(outside).toMatch(/^https:\/\/files\.example\.com\/waybill-files\/a\/b\?/);
    const named = { S3_PUBLIC_ENDPOINT: "https://files.example.com", S3_PATH_STYLE: "false" };
    expect(await of(named).link(key, presentation)).toMatch(/^https:\/\/waybill-files\.files\.example\.com\/a\/b\?/);
    expect(await of({ S3_DOWNLOADS: "stream" }).link(key, presentation)).toBeNull();
    await of({}).remove(key);
  });

  test("streamed by Waybill is read at the speed of the client", async () => {
    const bytes = 48 * megabyte;
    const key = fileKey(acme.id, newId());
    const { files } = testApp.app.clients;
    await files.write(key, pieces(bytes));
    const before = s3.traffic.sent;
    let [read, most] = [0, 0];
    for await (const piece of await files.read(key)) {
      read += piece.length;
      most = Math.max(most, s3.traffic.sent - before - read);
      await new Promise(setImmediate);
    }
    expect(read).toBe(bytes);
    expect(most).toBeLessThan(maxInTransit);
  });
});

test("machines with a shared bucket and separate folders process each other's files", async () => {
  const web = await startWithNotes(s3.settings);
  const worker = web.withSettings({ ...s3.settings, DATA_DIR: mkdtempSync(join(tmpdir(), "waybill-data-")) });
  expect(worker.app.settings.DATA_DIR).not.toBe(web.app.settings.DATA_DIR);
  const { members } = await web.tenant("acme", "owner");
  const requestTo = ({ app }: NotesApp) =>
    createContext(app, new Headers({ "x-tenant-id": "acme" }), members.owner.sessionId);
  const body = ReadableStream.from([Buffer.from("code,name\nI-1,Ada\nI-2,\n")]);
  const file = { kind: "notes.import", name: "notes.csv", contentType: "text/csv", body };
  const { id: fileId } = await receiveFile(await requestTo(web), file);
  // In tests, jobs run in the process that queues them.
  const { jobId } = await (await worker.as(members.owner, "acme")).notes.import({ fileId });
  const { result } = await members.owner.call.jobs.byId({ id: jobId });
  expect(result).toMatchObject({ created: 1, refused: 1 });
  const { errorFileId } = result as { errorFileId: string };
  const report = await openFile(await requestTo(web), errorFileId);
  expect((await contentOf(report.content)).toString()).toContain("Fill this in.");
  for (const { app } of [web, worker]) expect(existsSync(join(app.settings.DATA_DIR, "files"))).toBe(false);
});

test("an error of an S3 server contains no secret", async () => {
  const settings = { ...s3.settings, S3_SECRET_ACCESS_KEY: "another secret" };
  const testApp = await startWithNotes(settings);
  const away = await S3Server.start();
  await away.stop();
  for (const app of [testApp, testApp.withSettings(away.settings)]) {
    const { files } = app.app.clients;
    const key = fileKey(newId(), newId());
    for (const attempt of [
      () => files.write(key, pieces(1)),
      () => files.write(key, pieces(6 * megabyte)),
      () => files.read(key),
      () => files.size(key),
      () => files.remove(key),
      () => collect(files.tenants()),
    ]) {
      const error = await attempt().then(
        () => null,
        (reason) => reason,
      );
      expect(error).toBeInstanceOf(Error);
      expect(`${error} ${error.cause}`).not.toContain("another secret");
    }
  }
});
