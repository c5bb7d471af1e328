import { globSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createContext } from "../../core/request.ts";
import { refusal, TestApp } from "../../testing.ts";
import { openFile, receiveFile } from "./http.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "dispatcher");

beforeAll(async () => {
  testApp = await TestApp.start({ UPLOAD_MAX_MB: "1" });
  acme = await make();
});

const request = () =>
  createContext(testApp.app, new Headers({ "x-tenant-id": acme.slug }), acme.members.dispatcher.sessionId);

/** Sends a file of so many bytes, in pieces. */
async function send(bytes: number) {
  const pieces = function* () {
    for (let left = bytes; left > 0; left -= 65_536) yield new Uint8Array(Math.min(left, 65_536));
  };
  const body = ReadableStream.from(pieces());
  return receiveFile(await request(), { kind: "items.import", name: "a.csv", contentType: "text/csv", body });
}

const stored = () => globSync("files/**/*", { cwd: testApp.app.settings.DATA_DIR, withFileTypes: true });
const files = () => stored().filter((entry) => entry.isFile()).length;

describe("an upload", () => {
  test("of the largest size is kept", async () => {
    const { id, size } = await send(1024 * 1024);
    expect(size).toBe(1024 * 1024);
    const { file } = await openFile(await request(), id);
    expect(file.name).toBe("a.csv");
    expect(files()).toBe(1);
  });

  test("of one byte more is too large, and nothing of it is kept", async () => {
    const before = files();
    expect((await refusal(send(1024 * 1024 + 1))).code).toBe("PAYLOAD_TOO_LARGE");
    expect(files()).toBe(before);
  });
});

test("an upload is no file of ours, whatever it says that it is; what a job made is", async () => {
  const body = ReadableStream.from([new TextEncoder().encode("%PDF-1.7")]);
  const given = { kind: "items.import", name: "a.pdf", contentType: "application/pdf", body };
  const { id } = await receiveFile(await request(), given);
  expect((await openFile(await request(), id)).file).toMatchObject({ contentType: "application/pdf", made: false });
  const { jobId } = await acme.members.dispatcher.call.tags.export({});
  expect((await openFile(await request(), jobId)).file).toMatchObject({ made: true });
});

test.each(["x", "", "%00", "\u0000", "00000000-0000-0000-0000-000000000000", "日本"])(
  "the file %j is not found",
  async (id) => expect((await refusal(openFile(await request(), id))).code).toBe("NOT_FOUND"),
);
