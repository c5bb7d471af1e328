import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Drain } from "./drain.ts";

// A real server that is stopped while it handles requests.

let server: Server;
let drain: Drain;
let base: string;
/** The answers that the server has started. */
let open: ServerResponse[];

beforeEach(async () => {
  open = [];
  server = createServer();
  drain = new Drain(server);
  server.on("request", (request, response) => {
    if (request.url === "/quick") response.end("quick");
    else open.push(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is never a string
});
afterEach(() => server.closeAllConnections());

const ask = (path: string) => fetch(`${base}${path}`);
const options = { delaySeconds: 0, seconds: 30, endStreams: () => {} };

test("during the delay the server accepts connections, and closes each after its response", async () => {
  expect((await ask("/quick")).headers.get("connection")).toBe("keep-alive");
  const ended = drain.end({ ...options, delaySeconds: 1 });
  const late = await ask("/quick");
  expect([late.status, late.headers.get("connection")]).toEqual([200, "close"]);
  expect(await ended).toBe(0);
  await expect(ask("/quick")).rejects.toThrow();
});

test("requests in progress are answered, and streams are ended", async () => {
  const answers = [ask("/upload"), ask("/stream")];
  await vi.waitFor(() => expect(open).toHaveLength(2));
  const endStreams = vi.fn(() => void open[1]?.end("come back"));
  const ended = drain.end({ ...options, endStreams });
  await vi.waitFor(() => expect(endStreams).toHaveBeenCalledTimes(1));
  expect(drain.started).toBe(true);
  open[0]?.end("stored");
  expect(await Promise.all(answers.map(async (answer) => (await answer).text()))).toEqual(["stored", "come back"]);
  expect(await ended).toBe(0);
});

test("requests beyond the time limit are closed and counted", async () => {
  const answers = Promise.allSettled([ask("/a"), ask("/b")]);
  await vi.waitFor(() => expect(open).toHaveLength(2));
  expect(await drain.end({ ...options, seconds: 0 })).toBe(2);
  expect((await answers).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
