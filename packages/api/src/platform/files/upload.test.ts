import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "vitest";
import { createContext } from "../../core/procedures/request.ts";
import { type NotesApp, startWithNotes } from "../../testing/notes/index.ts";
import { refusal } from "../../testing.ts";
import { openFile, receiveFile } from "./http.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "dispatcher");

beforeAll(async () => {
  testApp = await startWithNotes({ UPLOAD_MAX_MB: "1" });
  acme = await make();
});

const request = () =>
  createContext(testApp.app, new Headers({ "x-tenant-id": acme.slug }), acme.members.dispatcher.sessionId);

async function sendPieces(name: string, pieces: Iterable<Uint8Array>) {
  const body = ReadableStream.from(pieces);
  return receiveFile(await request(), { kind: "notes.import", name, contentType: "text/csv", body });
}

/** Sends a file of this many bytes, in chunks. */
const send = (bytes: number) =>
  sendPieces(
    "a.csv",
    (function* () {
      for (let left = bytes; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536), "x");
    })(),
  );

const stored = () => globSync("files/**/*", { cwd: testApp.app.settings.DATA_DIR, withFileTypes: true });
const files = () => stored().filter((entry) => entry.isFile()).length;

describe("an upload", () => {
  test("of the maximum size is stored", async () => {
    const { id, size } = await send(1024 * 1024);
    expect(size).toBe(1024 * 1024);
    const { file } = await openFile(await request(), id);
    expect(file.name).toBe("a.csv");
    expect(files()).toBe(1);
  });

  test("of one byte more is refused, and nothing is stored", async () => {
    const before = files();
    expect((await refusal(send(1024 * 1024 + 1))).code).toBe("PAYLOAD_TOO_LARGE");
    expect(files()).toBe(before);
  });

  const zip = Buffer.from("PK\u0003\u0004 and so on", "latin1");
  const png = Buffer.from("\u0089PNG\r\n\u001a\n and so on", "latin1");
  const csv = Buffer.from("code,name\nA-1,Müller\n");

  test.each<[string, string, Buffer]>([
    ["a workbook that is no ZIP", "rows.xlsx", csv],
    ["a workbook of zeros", "rows.xlsx", Buffer.alloc(10_000)],
    ["a text that is a ZIP", "rows.csv", zip],
    ["a text that is an image", "rows.csv", png],
    ["a text that is a PDF", "rows.txt", Buffer.from("%PDF-1.7 and so on")],
    ["a text that is an old workbook", "rows.tsv", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ["a text of zeros", "rows.csv", Buffer.alloc(10_000)],
    ["a text of random bytes", "rows.csv", Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 167) % 256))],
    ["an executable", "rows.csv", Buffer.from("\u007fELF\u0002\u0001\u0001\0\0\0\0\0\0\0\0\0\u0003\0>\0", "latin1")],
    ["an executable by its name", "rows.csv.exe", csv],
    ["an HTML page by its name", "rows.html", csv],
    ["a name without a type", "rows", csv],
  ])("with a mismatch of name and content is refused, and nothing is stored: %s", async (_what, name, content) => {
    const before = files();
    for (const pieces of [[content], Array.from(content, (byte) => Uint8Array.of(byte))]) {
      expect((await refusal(sendPieces(name, pieces))).issues).toEqual(["name invalid"]);
    }
    expect(files()).toBe(before);
  });

  test.each<[string, Buffer]>([
    ["rows.csv", csv],
    ["ROWS.CSV", Buffer.from("code,name\nA-1,M\u00fcller\n", "latin1")],
    ["rows.txt", Buffer.from("\ufeffcode\tname\nA-1\tMüller\n", "utf16le")],
    ["rows.tsv", Buffer.concat([csv, Buffer.from("N-1,a\0b\n")])],
    ["rows.xlsx", zip],
    ["empty.csv", Buffer.alloc(0)],
  ])("with matching name and content is stored completely: %s", async (name, content) => {
    const { id, size } = await sendPieces(
      name,
      Array.from(content, (byte) => Uint8Array.of(byte)),
    );
    expect(size).toBe(content.length);
    const opened = await openFile(await request(), id);
    expect(Buffer.concat(await opened.content.toArray())).toEqual(content);
  });

  test.each([
    "../../../../evil.csv",
    "/etc/evil.csv",
    "..\\..\\evil.csv",
    "a/../../evil.csv",
    "\0/evil.csv",
    "..%2f..%2fevil.csv",
  ])("with a path as name, %j, is stored under its id, and its name is not used as a path", async (given) => {
    const around = () => globSync("{,*,../*,../../*}", { cwd: testApp.app.settings.DATA_DIR }).sort();
    const before = around();
    const { id, name } = await sendPieces(given, [csv]);
    expect(name).not.toMatch(/[\\/\0]/);
    const own = stored().find((entry) => entry.isFile() && entry.name === id);
    expect(own?.parentPath).toBe(join(testApp.app.settings.DATA_DIR, "files", acme.id));
    expect(stored().filter((entry) => entry.name.includes("evil"))).toEqual([]);
    expect(around()).toEqual(before);
  });
});

test("an uploaded script cannot be run, and is returned unchanged", async () => {
  const script = "#!/bin/sh\necho run\n";
  const { id } = await sendPieces("rows.csv", [Buffer.from(script)]);
  expect(statSync(join(testApp.app.settings.DATA_DIR, "files", acme.id, id)).mode & 0o111).toBe(0);
  expect(await text((await openFile(await request(), id)).content)).toBe(script);
});

test("an uploaded file is never treated as generated, whatever it claims; a job's file is", async () => {
  const body = ReadableStream.from([new TextEncoder().encode("code,name\nA,Lamp\n")]);
  const given = { kind: "notes.import", name: "a.csv", contentType: "application/pdf", body };
  const { id } = await receiveFile(await request(), given);
  expect((await openFile(await request(), id)).file).toMatchObject({
    contentType: "application/pdf",
    isGenerated: false,
  });
  const { jobId } = await acme.members.dispatcher.call.notes.export({});
  expect((await openFile(await request(), jobId)).file).toMatchObject({ isGenerated: true });
});

test.each(["x", "", "%00", "\u0000", "00000000-0000-0000-0000-000000000000", "日本"])(
  "the file %j is not found",
  async (id) => expect((await refusal(openFile(await request(), id))).code).toBe("NOT_FOUND"),
);
