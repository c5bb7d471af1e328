import { credentialHeader } from "@waybill/api";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { errorOf, startGateway } from "./testing.ts";

let opened: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  opened = await startGateway();
});
afterEach(() => {
  opened.reached.length = 0;
  expect(opened.failures).toEqual([]);
});
afterAll(() => opened.close());

const lastUrl = () => opened.reached.at(-1)?.request.url;
const headersThere = () => opened.reached.at(-1)?.request.headers ?? {};

describe("a URL", () => {
  test.each([
    ["/t/acme/items?q=a%20b", "/t/acme/items?q=a%20b"],
    ["/t/../account", "/account"],
    ["/t/%E6%97%A5/items", "/t/%E6%97%A5/items"],
    ["//evil.test/x", "//evil.test/x"],
    ["/\\evil.test", "//evil.test"],
    ["http://evil.test/account?a=1", "/account?a=1"],
    ["/items?q=%E0%A4%A&p=%", "/items?q=%E0%A4%A&p=%"],
  ])("%s is parsed as %s", async (path, url) => {
    expect((await opened.ask(path)).status).toBe(200);
    expect(lastUrl()).toBe(url);
  });

  test.each(["/%", "/%E0%A4%A", "/t/%E0%A4%A/items", "/%00", "/t/a%0Ab", "/%FF", "/%7F", "/%C0%AF", "/%ED%A0%80"])(
    "%s is not decodable and gets the page for unknown paths",
    async (path) => {
      await opened.ask(path);
      expect(lastUrl()).toBe("/_not-found");
    },
  );

  test.each(["/api/files/%00", "/api/trpc/%E0%A4%A", "/api/auth/%FF", "/api/%"])("%s is 404", async (path) => {
    const answer = await opened.ask(path);
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toMatchObject({ code: "NOT_FOUND", httpStatus: 404, issues: [] });
    expect(opened.reached).toEqual([]);
  });
});

describe("a method", () => {
  test.each(["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND", "QUERY"])("%s is refused", async (method) => {
    for (const path of ["/", "/sign-in", "/api/trpc/system.ping", "/api/files", "/api/auth/session"]) {
      const answer = await opened.ask(path, { method });
      expect(answer.status, path).toBe(405);
      expect(answer.headers.allow, path).toContain("GET, HEAD");
    }
    expect(opened.reached).toEqual([]);
  });

  test("HEAD is answered like GET, without a body", async () => {
    expect((await opened.ask("/sign-in", { method: "HEAD" })).status).toBe(200);
    const refused = await opened.ask("/api/%", { method: "HEAD" });
    expect(refused).toMatchObject({ status: 404, body: "" });
  });

  test("POST is refused for pages", async () => {
    const answer = await opened.ask("/sign-in", { method: "POST", body: "a=1", headers: { "next-action": "x" } });
    expect(answer).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });

  test.each([
    ["OPTIONS * HTTP/1.1\r\nHost: x", 405],
    ["GET * HTTP/1.1\r\nHost: x", 404],
    ["CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443", 405],
    ["BREW /coffee HTTP/1.1\r\nHost: x", 501],
    ["GET / HTTP/9.9\r\nHost: x", 400],
    ["nonsense", 501],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}`, 431],
    ["POST /api/trpc/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked", 400],
    ["GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade, close", 200],
  ])("in %j is answered with %i", async (head, status) => {
    const answer = await opened.raw(`${head}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    if (status === 405 || status === 501) expect(answer).toMatch(/\r\nallow: GET/i);
  });
});

describe("a header", () => {
  test.each([
    ["authjs.session-token=%", ""],
    ["a=1; authjs.session-token=%E0%A4%A; b=2", "a=1; b=2"],
    ["a=%00; b=%20", "b=%20"],
    ["a=b; c", "a=b; c"],
    ["%", ""],
  ])("with the cookies %s is passed on as %j", async (cookie, kept) => {
    await opened.ask("/", { headers: { cookie } });
    expect(headersThere().cookie).toBe(kept);
  });

  test.each([
    ["%", 400],
    ["{}", 400],
    ["%5B%22%22%5D", 400],
    ["x".repeat(12_000), 400],
    [encodeURIComponent(JSON.stringify(["", {}])), 200],
    [encodeURIComponent(JSON.stringify(["", { children: ["items", {}] }, null, "refetch"])), 200],
  ])(
    "with an invalid router state is refused before Next.js parses it: %.40s is answered with %i",
    async (state, status) => {
      const answer = await opened.ask("/", { headers: { rsc: "1", "next-router-state-tree": state } });
      expect(answer.status).toBe(status);
    },
  );

  test("with non-ASCII bytes is passed on unchanged", async () => {
    const answer = await opened.raw("GET / HTTP/1.1\r\nHost: x\r\nX-Tenant-Id: \xff\xfe\r\nConnection: close\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 200/);
  });

  test("without a request id gets one, also in the response", async () => {
    const answers = [await opened.ask("/"), await opened.ask("/api/trpc/a.b"), await opened.ask("/api/trpc/%zz")];
    const ids = answers.map(({ headers }) => headers["x-request-id"]);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(headersThere()["x-request-id"]).toBe(ids[1]);
  });

  test("with a request id returns it in the response", async () => {
    const answer = await opened.ask("/", { headers: { "x-request-id": "given-by-client" } });
    expect(answer.headers["x-request-id"]).toBe("given-by-client");
  });

  test.each(["short", "has spaces in it", "x".repeat(101), "semi;colon;semi"])(
    "with the request id %j gets a new one",
    async (id) => {
      await opened.ask("/", { headers: { "x-request-id": id } });
      expect(headersThere()["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test("of a proxy is dropped without a trusted proxy", async () => {
    const claimed = { "x-forwarded-for": "203.0.113.9", "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" };
    await opened.ask("/", { headers: { ...claimed, "x-real-ip": "203.0.113.9", forwarded: "for=203.0.113.9" } });
    const names = Object.keys(headersThere()).filter((name) => /forwarded/.test(name));
    expect(names).toEqual([]);
    expect(headersThere()["x-real-ip"]).toBe("127.0.0.1");
  });

  test("with the credential's hash is set by the gateway only", async () => {
    await opened.ask("/", { headers: { [credentialHeader]: "of someone else" } });
    expect(headersThere()).not.toHaveProperty(credentialHeader);
    await opened.ask("/", { headers: { [credentialHeader]: "of someone else", authorization: "Bearer wb_x" } });
    expect(headersThere()[credentialHeader]).not.toBe("of someone else");
  });

  test("for local requests is set only by the gateway", async () => {
    await opened.ask("/dev/outbox", { headers: { "x-waybill-local": "true", "x-forwarded-for": "127.0.0.1" } });
    expect(headersThere()).not.toHaveProperty("x-waybill-local");
    await opened.ask("/dev/outbox", { headers: { host: "evil.test" } });
    expect(headersThere()).not.toHaveProperty("x-waybill-local");
    await opened.ask("/dev/outbox", { headers: { host: "localhost" } });
    expect(headersThere()).toHaveProperty("x-waybill-local", "true");
  });
});

describe("behind proxies", () => {
  const origin = "https://desk.test";
  const claimed = { "x-forwarded-for": "203.0.113.9, 198.51.100.4", "x-forwarded-proto": "https" };
  let proxied: typeof opened;
  beforeAll(async () => {
    proxied = await startGateway({ TRUST_PROXY: "127.0.0.0/8", PUBLIC_URL: origin });
  });
  afterAll(() => proxied.close());
  const there = () => proxied.reached.at(-1)?.request.headers;

  test("the address of the nearest proxy is used, and earlier entries are ignored", async () => {
    await proxied.ask("/", { headers: claimed });
    expect(there()).toMatchObject({ "x-real-ip": "198.51.100.4", host: "desk.test", "x-forwarded-proto": "https" });
  });

  test.each([
    ["2001:db8::7", "2001:db8::7"],
    ["[2001:db8::7]:4711", "2001:db8::7"],
    ["198.51.100.4:4711", "198.51.100.4"],
    ["::ffff:198.51.100.4", "198.51.100.4"],
    ["unknown", "127.0.0.1"],
    ["", "127.0.0.1"],
    ["198.51.100.4, <script>", "127.0.0.1"],
  ])("%j is the address %s", async (value, address) => {
    await proxied.ask("/", { headers: { "x-forwarded-for": value } });
    expect(there()?.["x-real-ip"]).toBe(address);
  });

  test("the headers of an untrusted client are ignored", async () => {
    const others = await startGateway({ TRUST_PROXY: "192.0.2.0/24,::1", PUBLIC_URL: origin });
    await others.ask("/", { headers: claimed });
    const { headers } = others.reached[0]?.request ?? {};
    expect(headers?.["x-real-ip"]).toBe("127.0.0.1");
    expect(headers).not.toHaveProperty("x-forwarded-for");
    await others.close();
  });

  test("the origin is that of PUBLIC_URL, whatever the Host header contains", async () => {
    await proxied.ask("/", { headers: { host: "evil.test", "x-forwarded-host": "evil.test" } });
    expect(there()).toMatchObject({ host: "desk.test", "x-forwarded-host": "desk.test", "x-forwarded-proto": "https" });
  });

  test("without PUBLIC_URL the origin is that of the proxy, if it is a valid host", async () => {
    const bare = await startGateway({ TRUST_PROXY: "true" });
    const hosts = ["desk.test", "desk.test:8443", "desk.test/x", "a b", ""];
    const seen: unknown[] = [];
    for (const host of hosts) {
      await bare.ask("/", { headers: { host: "inside", "x-forwarded-host": host, "x-forwarded-proto": "https" } });
      seen.push(bare.reached.at(-1)?.request.headers.host);
    }
    expect(seen).toEqual(["desk.test", "desk.test:8443", "inside", "inside", "inside"]);
    await bare.close();
  });
});

describe("a mutation", () => {
  const post = (headers: Record<string, string>, path = "/api/trpc/tags.create") =>
    opened.ask(path, { method: "POST", headers: { host: "localhost:3000", ...headers }, body: "{}" });

  test.each<Record<string, string>>([
    { origin: "https://evil.test" },
    { origin: "http://localhost:4000" },
    { origin: "https://localhost.evil.test" },
    { origin: "null" },
    { origin: "not an origin" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "http://localhost:3000", "sec-fetch-site": "cross-site" },
    { origin: "https://evil.test", "sec-fetch-site": "same-origin" },
    { origin: "https://localhost:3000" },
    { origin: "https://localhost:3000", "sec-fetch-site": "same-origin" },
    { origin: "ftp://localhost:3000" },
    { origin: "http://localhost" },
    { origin: "http://LOCALHOST:3000/" },
    { host: "127.0.0.1:3000", origin: "http://localhost:3000" },
    // A client's own word about the scheme, and about the host, counts for nothing.
    { origin: "https://localhost:3000", "x-forwarded-proto": "https", "x-forwarded-host": "localhost:3000" },
  ])("from a page of another site is refused: %j", async (headers) => {
    for (const path of ["/api/trpc/tags.create", "/api/check/tags.create", "/api/files?name=a", "/api/auth/signout"]) {
      const answer = await post(headers, path);
      expect(answer.status).toBe(403);
      expect(errorOf(answer)).toMatchObject({ code: "FORBIDDEN", issues: [] });
    }
    expect(opened.reached).toEqual([]);
  });

  test.each<Record<string, string>>([
    {},
    { origin: "http://localhost:3000" },
    { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" },
    { origin: "null", "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
    { host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" },
  ])("from a page of this site, or from a program, is accepted: %j", async (headers) => {
    expect((await post(headers)).status).toBe(200);
  });
});

describe("a mutation, by scheme and host of the site,", () => {
  const answerTo = async (env: Record<string, string>, headers: Record<string, string>) => {
    const server = await startGateway(env);
    const { status } = await server.ask("/api/trpc/tags.create", { method: "POST", headers, body: "{}" });
    await server.close();
    return status;
  };
  const site = { PUBLIC_URL: "https://desk.test" };
  const proxied = { TRUST_PROXY: "127.0.0.1" };
  const forwarded = { host: "inside:3000", "x-forwarded-proto": "https", "x-forwarded-host": "desk.test" };

  test.each<[Record<string, string>, Record<string, string>, number]>([
    [site, { host: "desk.test", origin: "https://desk.test" }, 200],
    [site, { host: "inside:3000", origin: "https://desk.test" }, 200],
    [site, { host: "desk.test", origin: "http://desk.test" }, 403],
    [site, { host: "inside:3000", origin: "http://inside:3000" }, 403],
    [site, { host: "desk.test:8443", origin: "https://desk.test:8443" }, 403],
    // Without HTTPS, the site may be reached by another name of the machine as well.
    [{ PUBLIC_URL: "http://desk.test" }, { host: "desk.test", origin: "http://desk.test" }, 200],
    [{ PUBLIC_URL: "http://desk.test" }, { host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" }, 200],
    [{ PUBLIC_URL: "http://desk.test" }, { host: "127.0.0.1:3000", origin: "https://127.0.0.1:3000" }, 403],
    [{ PUBLIC_URL: "http://desk.test" }, { host: "127.0.0.1:3000", origin: "http://localhost:3000" }, 403],
    [proxied, { ...forwarded, origin: "https://desk.test" }, 200],
    [proxied, { ...forwarded, origin: "http://desk.test" }, 403],
    [proxied, { ...forwarded, origin: "http://inside:3000" }, 403],
    [proxied, { host: "inside:3000", origin: "http://inside:3000" }, 200],
    [{}, { ...forwarded, origin: "https://desk.test" }, 403],
    [{}, { host: "DESK.test", origin: "http://desk.test" }, 200],
  ])("with %j and %j is answered with %i", async (env, headers, status) => {
    expect(await answerTo(env, headers)).toBe(status);
  });
});

describe("a body", () => {
  const chunks = async function* (megabytes: number) {
    for (let n = 0; n < megabytes; n += 1) yield Buffer.alloc(1024 * 1024, "x");
  };

  test("of a call is passed on as text", async () => {
    const body = JSON.stringify({ name: "Ä".repeat(1000) });
    await opened.ask("/api/trpc/tags.create", { method: "POST", body });
    expect(Reflect.get(opened.reached[0]?.request ?? {}, "body")).toBe(body);
  });

  test.each(["/api/trpc/tags.create", "/api/check/tags.create", "/api/auth/callback/credentials"])(
    "larger than 1 MB is answered with 413 at %s",
    async (path) => {
      const answer = await opened.ask(path, { method: "POST", body: Buffer.alloc(1024 * 1024 + 1) });
      expect(answer.status).toBe(413);
      expect(errorOf(answer)).toMatchObject({ code: "PAYLOAD_TOO_LARGE", issues: [] });
      expect(opened.reached).toEqual([]);
    },
  );

  test("above 1 MB without a declared length is answered with 413, and the connection is closed", async () => {
    const answer = await opened.ask("/api/trpc/tags.create", { method: "POST", body: chunks(60) });
    expect(answer).toMatchObject({ status: 413, headers: { connection: "close" } });
    expect(opened.reached).toEqual([]);
  });

  test("without a length is accepted only by handlers with a limit", async () => {
    const answer = await opened.ask("/api/auth/signout", { method: "POST", body: chunks(1) });
    expect(answer.status).toBe(411);
    expect((await opened.ask("/api/files?name=a", { method: "POST", body: chunks(2) })).status).toBe(200);
  });

  test("of a file can have the maximum size, and no more", async () => {
    const small = await startGateway({ UPLOAD_MAX_MB: "2" });
    const send = (bytes: number) => small.ask("/api/files?name=a", { method: "POST", body: Buffer.alloc(bytes) });
    expect((await send(2 * 1024 * 1024)).status).toBe(200);
    const refused = await send(2 * 1024 * 1024 + 1);
    expect(refused.status).toBe(413);
    expect(errorOf(refused).code).toBe("PAYLOAD_TOO_LARGE");
    await small.close();
  });

  test("is requested with 100 Continue only when it will be read", async () => {
    const ask = (bytes: number) =>
      `POST /api/trpc/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ${bytes}\r\nConnection: close\r\n\r\n`;
    expect(await opened.raw(`${ask(2)}{}`)).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200/);
    expect(await opened.raw(ask(2_000_000))).toMatch(/^HTTP\/1.1 413/);
  });
});

describe("a batch", () => {
  const names = (count: number) => Array.from({ length: count }, () => "system.ping").join(",");

  test("of 20 calls is accepted, and a larger one is refused before any call runs", async () => {
    expect((await opened.ask(`/api/trpc/${names(20)}?batch=1`)).status).toBe(200);
    opened.reached.length = 0;
    for (const path of [names(21), names(500), names(21).replaceAll(",", "%2C")]) {
      for (const at of ["trpc", "check"]) {
        const answer = await opened.ask(`/api/${at}/${path}?batch=1`);
        expect(answer.status).toBe(400);
        expect(errorOf(answer)).toMatchObject({ code: "BAD_REQUEST", issues: [], requestId: expect.any(String) });
      }
    }
    expect(opened.reached).toEqual([]);
  });
});

describe("a check", () => {
  test.each(["system.live", "tags.list", "tags.create,system.live", "tags.create,tags.list", "system%2Elive"])(
    "of %s, which is not a mutation, is refused before its input is read",
    async (names) => {
      for (const method of ["POST", "GET"]) {
        for (const query of ["?batch=1", ...(names.includes(",") ? [] : [""])]) {
          const answer = await opened.ask(`/api/check/${names}${query}`, { method });
          expect(answer, `${method} ${query}`).toMatchObject({ status: 400 });
          expect(errorOf(answer)).toMatchObject({ code: "BAD_REQUEST", issues: [] });
        }
      }
      expect(opened.reached).toEqual([]);
    },
  );

  test("requires POST, like the mutation", async () => {
    const post = await opened.ask("/api/check/tags.create", { method: "POST", body: "{}" });
    const get = await opened.ask("/api/check/tags.create");
    expect([post.status, get.status, get.headers.allow]).toEqual([200, 405, "POST"]);
  });
});

describe("a live connection", () => {
  test.each(["system.live?batch=1", "tags.list,system.live?batch=1", "tags.list%2Csystem.live?batch=1"])(
    "is a separate request, never %s: a batch would count as one call",
    async (path) => {
      for (const method of ["GET", "POST"]) {
        const answer = await opened.ask(`/api/trpc/${path}`, { method });
        expect(answer.status, method).toBe(400);
      }
      expect(opened.reached).toEqual([]);
    },
  );

  test.each(["POST", "HEAD"])("is refused for %s", async (method) => {
    const answer = await opened.ask("/api/trpc/system.live", { method });
    expect([answer.status, answer.headers.allow]).toEqual([405, "GET"]);
    expect(opened.reached).toEqual([]);
  });

  test("is accepted for GET", async () => {
    expect((await opened.ask("/api/trpc/system.live")).status).toBe(200);
  });
});

describe("a failure", () => {
  test.each([
    ["of the handler", () => Promise.reject(new Error("broken")), 500],
    ["to answer in time", () => new Promise(() => {}), 503],
  ])("%s is reported with the request id, even if the handler has changed the headers", async (_what, work, status) => {
    const forgetful = await startGateway(
      { REQUEST_SECONDS: "1" },
      {
        pages(request) {
          for (const name of Object.keys(request.headers)) delete request.headers[name];
          return work();
        },
      },
    );
    const answer = await forgetful.ask("/api/nothing", { headers: { "x-request-id": "given-by-client" } });
    expect(answer).toMatchObject({ status, headers: { "x-request-id": "given-by-client" } });
    expect(errorOf(answer).requestId).toBe("given-by-client");
    await forgetful.close();
  });

  test("of the handler is reported only by the request id", async () => {
    const failing = await startGateway({}, { pages: () => Promise.reject(new Error("select * from secrets")) });
    const answer = await failing.ask("/api/auth/session");
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain("secrets");
    expect(errorOf(answer)).toEqual({
      ...{ code: "INTERNAL_SERVER_ERROR", httpStatus: 500, issues: [] },
      requestId: answer.headers["x-request-id"],
    });
    expect(failing.failures).toHaveLength(1);
    const page = await failing.ask("/t/acme", { headers: { accept: "text/html" } });
    expect(page).toMatchObject({ status: 500, headers: { "content-type": "text/html; charset=utf-8" } });
    await failing.close();
  });
});

describe("a refusal for a browser", () => {
  const inGerman = { language: "de", message: "Diese Methode ist hier nicht erlaubt.", request: "Anfrage" };
  const inEnglish = { language: "en", message: "This method is not allowed here.", request: "Request" };

  test.each([
    ["the browser's language", "de-AT,de;q=0.9,en;q=0.5", "a=1", inGerman],
    ["the chosen language", "en", "a=1; waybill.language=de", inGerman],
    ["English for other languages", "fr", "waybill.language=fr", inEnglish],
  ])("is a page in %s", async (_what, accepted, cookie, { language, message, request }) => {
    const headers = { accept: "text/html", "accept-language": accepted, cookie };
    const page = await opened.ask("/t/acme", { method: "DELETE", headers });
    expect(page.status).toBe(405);
    expect(page.body).toContain(`<html lang="${language}">`);
    expect(page.body).toContain(`<p>${message}</p><p><small>${request} ${page.headers["x-request-id"]}</small></p>`);
  });
});
