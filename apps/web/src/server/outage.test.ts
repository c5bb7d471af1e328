import { get, type IncomingMessage } from "node:http";
import { TestApp } from "@waybill/api/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Answer } from "./gateway/testing.ts";
import "./provide-api.ts";

// The web server from its gateway to the procedures, with a Postgres that stops and returns.

let postgres: Awaited<ReturnType<typeof TestApp.withPostgres>>["postgres"];
let testApp: TestApp;
let openStream: () => Promise<IncomingMessage>;
let acmeId: string;
let ask: (path: string, method?: "GET" | "POST", body?: unknown) => Promise<Answer>;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ({ testApp, postgres } = await TestApp.withPostgres({ DATABASE_WAIT_SECONDS: "4" }));
  const acme = await testApp.tenant("acme", "owner");
  acmeId = acme.id;
  const { settings } = testApp.app;
  for (const [name, value] of [
    ["DATABASE_URL", settings.DATABASE_URL],
    ["AUTH_SECRET", settings.AUTH_SECRET],
    ["SMTP_URL", "smtp://localhost:1025"],
  ] as const) {
    vi.stubEnv(name, value);
  }
  globalThis.waybillApp = testApp.app;
  const { startGateway } = await import("./gateway/testing.ts");
  const { handleProcedures } = await import("./handle-procedures.ts");
  const { isFree, typeOf } = await import("./procedures.ts");
  const { sessionCookie } = await import("./session-cookie.ts");
  const pages = async () => testApp.app.database.reach();
  const server = await startGateway({}, { procedures: handleProcedures, typeOf, isFree, pages });
  closing.push(server.close);
  const { name, value } = await sessionCookie(acme.members.owner.sessionId);
  const headers = { cookie: `${name}=${value}`, "x-tenant-id": "acme", "content-type": "application/json" };
  openStream = async () => {
    const parameters = encodeURIComponent(JSON.stringify({ tenant: "acme" }));
    const path = `/api/trpc/system.live?input=${encodeURIComponent("{}")}&connectionParams=${parameters}`;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request = get({ port: server.port, path, headers: { ...headers, accept: "text/event-stream" } }, resolve);
    request.on("error", reject);
    closing.unshift(async () => request.destroy());
    return promise;
  };
  ask = (path, method = "GET", body) =>
    server.ask(path, {
      method,
      headers: { ...headers, origin: `http://127.0.0.1:${server.port}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
}, 120_000);
afterAll(async () => {
  for (const close of closing) await close();
  await testApp.close();
  await postgres.remove();
  globalThis.waybillApp = undefined;
  vi.unstubAllEnvs();
});

const place = { code: "P-1", name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };
/** A query, a mutation with rules that query the database, the same as a check, and a page. */
const questions: [path: string, method: "GET" | "POST", body?: unknown][] = [
  ["/api/trpc/tags.list", "GET"],
  ["/api/trpc/places.create", "POST", place],
  ["/api/check/places.create", "POST", place],
  ["/t/acme/tags", "GET"],
];

/** Makes a number of changes, which are sent to every open stream of the organisation. @returns the id of the last */
async function tell(count: number): Promise<string> {
  const last = crypto.randomUUID();
  const message = `json_build_object('tenantId', '${acmeId}', 'entity', 'tag', 'entityId',
    case n when ${count} then '${last}' else gen_random_uuid()::text end)::text`;
  await testApp.app.database.transaction({}, ({ send }) =>
    send(`select pg_notify('waybill_live', ${message}) from generate_series(1, ${count}) n`),
  );
  return last;
}

test("a stream whose client stops reading is closed, and others continue", async () => {
  const [silent, reading] = [await openStream(), await openStream()];
  let heard = "";
  reading.on("data", (chunk: Buffer) => {
    heard = `${heard}${chunk}`.slice(-100_000);
  });
  silent.pause();
  await vi.waitFor(() => expect(testApp.app.live.readers).toBe(2));
  // The data of the two sockets comes first. Few enough at a time for the client that reads.
  for (let tries = 0; testApp.app.live.readers === 2 && tries < 1000; tries += 1) {
    const last = await tell(400);
    await vi.waitFor(() => expect(heard).toContain(last), { timeout: 10_000 });
  }
  expect(testApp.app.live.readers).toBe(1);
  const last = await tell(1);
  await vi.waitFor(() => expect(heard).toContain(last));
}, 120_000);

test("without Postgres every request is answered with 503 and Retry-After, and nothing else is disclosed", async () => {
  const up = async () => /^waybill_database_up\{.*\} (\d)$/m.exec((await testApp.app.metrics.read()).text)?.[1];
  expect((await ask("/api/trpc/tags.list")).status).toBe(200);
  expect(await up()).toBe("1");
  await postgres.stop();
  expect(await up()).toBe("0");
  const startedAt = performance.now();
  const answers = await Promise.all(
    [...questions, ...questions, ...questions, ...questions].map((question) => ask(...question)),
  );
  for (const { status, headers, body } of answers) {
    expect({ status, retryAfter: headers["retry-after"] }).toEqual({ status: 503, retryAfter: "2" });
    expect(body).not.toMatch(/127\.0\.0\.1|ECONN|CONNECTION_|terminat|postgres|select|socket/i);
    expect(body).toContain("The database is not responding.");
  }
  expect((await ask("/api/trpc/system.ping")).status).toBe(200);
  expect(JSON.parse((await ask("/api/trpc/system.health")).body)).toMatchObject({
    error: { message: "The process cannot serve: database." },
  });
  // Within the deadline for a connection, and the time that a busy machine takes.
  expect(performance.now() - startedAt).toBeLessThan(20_000);
  await postgres.restart();
  await vi.waitFor(async () => expect((await ask("/api/trpc/tags.list")).status).toBe(200), { timeout: 15_000 });
  const back = await Promise.all(Array.from({ length: 12 }, () => ask("/api/trpc/tags.list")));
  expect(new Set(back.map(({ status }) => status))).toEqual(new Set([200]));
}, 120_000);

test("while Postgres is suspended every request reports that, and requests without database are answered", async () => {
  expect((await ask("/api/trpc/tags.list")).status).toBe(200);
  await testApp.reconnect({ connections: 2 });
  await ask("/api/trpc/tags.list");
  const wake = postgres.suspend();
  try {
    // Some have a connection, some wait for one.
    const asked = Promise.all(Array.from({ length: 6 }, () => ask("/api/trpc/tags.list")));
    await vi.waitFor(() => expect(testApp.app.database.pool.waiting).toBeGreaterThan(0));
    expect((await ask("/api/trpc/system.ping")).status).toBe(200);
    for (const { status, body } of await asked) {
      expect(status).toBe(503);
      expect(body).toContain("The database is not responding.");
    }
  } finally {
    wake();
  }
  await vi.waitFor(async () => expect((await ask("/api/trpc/tags.list")).status).toBe(200), { timeout: 15_000 });
}, 120_000);

test("a restart of Postgres fails only requests during their commit", async () => {
  const answers: Promise<Answer>[] = [];
  const asking = setInterval(() => answers.push(ask("/api/trpc/tags.list")), 20);
  await vi.waitFor(() => expect(answers.length).toBeGreaterThan(5));
  await postgres.stop();
  await postgres.restart();
  await vi.waitFor(async () => expect((await ask("/api/trpc/tags.list")).status).toBe(200), { timeout: 15_000 });
  clearInterval(asking);
  const all = await Promise.all(answers);
  expect(all.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
}, 120_000);
