import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseRequest } from "./parsed-request.ts";
import { errorOf, startGateway } from "./testing.ts";

// Requests that two programs could read differently: each is parsed once, and all code uses the result.

let opened: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  opened = await startGateway();
});
afterEach(() => {
  opened.reached.length = 0;
  opened.refusals.length = 0;
  opened.unreadable.length = 0;
});
afterAll(() => opened.close());

/** A timeout for loaded machines, in milliseconds. */
const slow = { timeout: 20_000 };

const urls = () => opened.reached.map(({ request }) => request.url);

describe("the framing of a request", () => {
  const hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const post = (...headers: string[]) =>
    `POST /api/trpc/a HTTP/1.1\r\nHost: x\r\n${headers.map((header) => `${header}\r\n`).join("")}\r\n`;
  const chunk = `5\r\nhello\r\n0\r\n\r\n`;

  test.each<[string, string]>([
    ["a length and chunks", `${post("Content-Length: 5", "Transfer-Encoding: chunked")}${chunk}`],
    ["chunks and a length", `${post("Transfer-Encoding: chunked", "Content-Length: 5")}0\r\n\r\n`],
    ["two different lengths", `${post("Content-Length: 0", `Content-Length: ${hidden.length}`)}`],
    ["the same length twice", `${post("Content-Length: 2", "Content-Length: 2")}{}`],
    ["a list of lengths", `${post(`Content-Length: 0, ${hidden.length}`)}`],
    ["a length with a sign", post("Content-Length: +0")],
    ["a negative length", post("Content-Length: -1")],
    ["a length in hexadecimal", post("Content-Length: 0x10")],
    ["a length that is not a number", post("Content-Length: none")],
    ["a space before the colon", post("Content-Length : 0")],
    ["a folded header", post("X-A: b", " Content-Length: 0")],
    ["another coding than chunked", post("Transfer-Encoding: gzip")],
    ["chunked that is not the last coding", post("Transfer-Encoding: chunked, identity")],
    ["a misspelt chunked", post("Transfer-Encoding: xchunked")],
    ["chunked and another coding", post("Transfer-Encoding: chunked", "Transfer-Encoding: cow")],
    ["an invalid line end", "POST /api/trpc/a HTTP/1.1\nHost: x\nContent-Length: 0\n\n"],
    ["a chunk without a size", `${post("Transfer-Encoding: chunked")}x\r\n`],
    ["a chunk longer than its size", `${post("Transfer-Encoding: chunked")}2\r\nhello\r\n0\r\n\r\n`],
    ["a header without a name", post(": 0")],
    ["a carriage return in a header", post("X-A: b\rContent-Length: 0")],
  ])("with an ambiguity is refused with %s, and later bytes are not read", async (_what, bytes) => {
    const answer = await opened.raw(bytes + hidden);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(urls()).not.toContain("/hidden");
  });

  test("by a length or chunks ends there, and the next request begins", async () => {
    const last = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    const answer = await opened.raw(
      `${post("Content-Length: 2")}{}${post("Transfer-Encoding: chunked")}${chunk}${last}`,
    );
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(3);
    expect(urls().sort()).toEqual(["/api/trpc/a", "/api/trpc/a", "/last"]);
    const bodies = opened.reached.map(({ request }) => String(Reflect.get(request, "body")));
    expect(bodies.sort()).toEqual(["hello", "undefined", "{}"]);
  });

  test("ends after an unread body, which is not parsed as a second request", async () => {
    const refused = [
      `POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
      `GET /api/% HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    ];
    for (const bytes of refused) {
      await opened.raw(`${bytes}GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(urls()).not.toContain("/hidden");
    }
  });

  test("if it is ambiguous, is logged with the client's address", async () => {
    await opened.raw(post("Content-Length: 5", "Transfer-Encoding: chunked"));
    expect(opened.unreadable).toEqual(["127.0.0.1"]);
  });
});

describe("a repeated value", () => {
  const twice = (lines: string[], path = "/api/trpc/system.ping") =>
    opened.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`);
  const headers = () => opened.reached[0]?.request.headers ?? {};

  test.each([
    ["authorization", ["Authorization: Bearer one", "authorization: Bearer two"]],
    ["x-tenant-id", ["X-Tenant-Id: acme", "X-Tenant-Id: globex"]],
    ["host", ["HOST: y"]],
  ])("of an authenticating header is refused: %s", async (name, lines) => {
    for (const path of ["/", "/api/trpc/system.ping", "/api/files/x", "/api/auth/session"]) {
      const answer = await twice(lines, path);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain(name);
    }
    expect(opened.reached).toEqual([]);
  });

  test("of an internal header is replaced by the gateway's own", async () => {
    await twice(["X-Real-IP: 203.0.113.9", "X-Real-IP: 203.0.113.8", "X-Forwarded-Host: a", "X-Forwarded-Host: b"]);
    expect(headers()).toMatchObject({ "x-real-ip": "127.0.0.1" });
    expect(headers()).not.toHaveProperty("x-forwarded-host");
  });

  test("of the request id gets a new id", async () => {
    await twice(["X-Request-Id: one-request", "X-Request-Id: two-request"]);
    expect(headers()["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("of the origin is refused as cross-site", async () => {
    const answer = await opened.raw(
      "POST /api/trpc/a HTTP/1.1\r\nHost: localhost:3000\r\nOrigin: http://localhost:3000\r\nOrigin: https://evil.test\r\n" +
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  test("of the batch parameter is one batch, with the usual maximum of calls", async () => {
    const names = Array.from({ length: 21 }, () => "system.ping").join(",");
    expect((await opened.ask(`/api/trpc/${names}?batch=1&batch=0`)).status).toBe(400);
    // A name with commas is one procedure, which there is not.
    expect((await opened.ask(`/api/trpc/${names}?batch=0&batch=1`)).status).toBe(200);
  });
});

describe("the gateway counts a request for the caller whom the handler identifies", () => {
  /** The maximum concurrency of 60 calls of one session, however they are disguised. */
  async function working(server: typeof opened, dress: (n: number) => Record<string, string>): Promise<number> {
    server.handlers.hold = true;
    const answers = Array.from({ length: 60 }, (_, n) => server.ask("/api/trpc/a.b", { headers: dress(n) }));
    await expect.poll(() => server.gateway.load.working + server.gateway.load.waiting, slow).toBe(60);
    const { working } = server.gateway.load;
    server.handlers.hold = false;
    let over = false;
    void Promise.all(answers).finally(() => {
      over = true;
    });
    while (!over) {
      server.handlers.finish();
      await new Promise((go) => setImmediate(go));
    }
    return working;
  }

  const limits = { WORK_PER_SESSION: "4", WORK_PER_ADDRESS: "40", WORK_IN_FLIGHT: "40" };
  const name = "authjs.session-token";

  test.each<[string, Record<string, string>, (n: number) => Record<string, string>]>([
    ["with another cookie of a similar name", {}, (n) => ({ cookie: `x.session-token=${n}; ${name}=mine` })],
    ["with the cookie twice", {}, (n) => ({ cookie: `${name}=mine; ${name}=${n}` })],
    ["with an invalid key", {}, (n) => ({ authorization: `Basic ${n}`, cookie: `${name}=mine` })],
    ["with the cookie name of HTTPS", {}, (n) => ({ cookie: `__Host-${name}=${n}; ${name}=mine` })],
    [
      "with the cookie name of HTTP",
      { PUBLIC_URL: "https://desk.test" },
      (n) => ({ cookie: `${name}=${n}; __Host-${name}=mine` }),
    ],
  ])("%s", async (_what, env, dress) => {
    const server = await startGateway({ ...limits, ...env });
    // In every notation, it is the known address.
    server.know(dress(0));
    expect(await working(server, dress)).toBe(4);
    await server.close();
  });

  test.each([
    ["/api/trpc/a?tenant=globex", "acme"],
    ["/api/files/x?tenant=globex&tenant=initech", "globex"],
    ["/api/files/x", "acme"],
    ["/api/files?tenant=globex", "acme"],
    ["/t/globex/items?tenant=initech", "globex"],
  ])("and for the same organisation: %s with the header acme is in %s", (url, tenant) => {
    const request = new IncomingMessage(new Socket());
    const headers = { cookie: `${name}=mine`, "x-tenant-id": "acme" };
    Object.assign(request, { method: "GET", url, headers });
    const credentials = { find: (_credential: string, tenantId: string | null) => ({ tenantId }) };
    const of = { address: "192.0.2.1", https: false, typeOf: () => null, credentials };
    expect(parseRequest(request, new ServerResponse(request), of)?.caller.tenant).toBe(tenant);
  });
});

describe("a page of another site", () => {
  const foreign = { origin: "https://evil.test", "sec-fetch-site": "cross-site" };

  test.each([
    "/",
    "/t/acme/items",
    "/api/trpc/system.ping",
    "/api/files/x",
    "/api/auth/session",
    "/icon.svg",
    "/api/%",
  ])("cannot read %s", async (path) => {
    for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
      const asks = { "access-control-request-method": "POST", "access-control-request-headers": "x-tenant-id" };
      const { status, headers } = await opened.ask(path, { method, headers: { ...foreign, ...asks } });
      expect(Object.keys(headers).filter((header) => header.startsWith("access-control-"))).toEqual([]);
      if (method === "POST") expect([403, 404, 405]).toContain(status);
      if (method === "OPTIONS") expect(status).toBe(405);
    }
  });
});

describe("a refused request is logged with its code and source:", () => {
  const large = { method: "POST", body: Buffer.alloc(1024 * 1024 + 1) };
  test.each<[string, string, Parameters<typeof opened.ask>[1]]>([
    ["FORBIDDEN", "/api/trpc/a", { method: "POST", headers: { origin: "https://evil.test" }, body: "{}" }],
    ["METHOD_NOT_SUPPORTED", "/", { method: "DELETE" }],
    ["NOT_FOUND", "/api/%", {}],
    ["PAYLOAD_TOO_LARGE", "/api/trpc/a", large],
    ["BAD_REQUEST", `/api/trpc/${"a,".repeat(30)}?batch=1`, {}],
  ])("%s", async (code, path, question) => {
    const answer = await opened.ask(path, question);
    expect(errorOf(answer).code).toBe(code);
    expect(opened.refusals).toEqual([{ code, requestId: answer.headers["x-request-id"], ip: "127.0.0.1" }]);
  });

  test("TOO_MANY_REQUESTS, for open connections and for work", async () => {
    const server = await startGateway({ LIVE_PER_SESSION: "1", WORK_PER_SESSION: "1", WORK_WAITING: "1" });
    server.handlers.hold = true;
    const asked = Array.from({ length: 3 }, () =>
      server.ask("/api/trpc/system.live", { headers: { authorization: "a" } }),
    );
    await expect.poll(() => server.refusals, slow).toHaveLength(2);
    expect(new Set(server.refusals.map(({ code }) => code))).toEqual(new Set(["TOO_MANY_REQUESTS"]));
    await expect.poll(() => server.handlers.finish(), slow).toBe(1);
    await Promise.all(asked);
    await server.close();
  });
});
