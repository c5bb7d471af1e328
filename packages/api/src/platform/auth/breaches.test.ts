import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { newPassword } from "@waybill/validators";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createLogger } from "../../core/index.ts";
import { mailedToken } from "../../testing/accounts.ts";
import { procedures } from "../../testing/procedures.ts";
import { refusal, TestApp } from "../../testing.ts";

// A service of stolen passwords, as the public one answers.

const stolen = "seven wet otters in a lorry";
const other = "nine dry badgers on a ferry";
const digitsOf = (password: string) => createHash("sha1").update(password).digest("hex").toUpperCase();

const asked: { path: string; headers: IncomingMessage["headers"]; connections: number }[] = [];
const lines: string[] = [];
type Answer = (response: ServerResponse, prefix: string) => void;

/** Ends of other passwords, of the stolen one, and padding: as if `other` were nothing but that. */
const range: Answer = (response, prefix) => {
  const rows = [stolen, other].map(digitsOf).filter((digits) => digits.startsWith(prefix));
  const filling = Array.from({ length: 800 }, (_, row) => `${digitsOf(String(row)).slice(5)}:${row % 2 ? 0 : 3}`);
  const own = rows.map((digits) => `${digits.slice(5)}:${digits === digitsOf(stolen) ? 12 : 0}`);
  response.end([...filling, ...own].join("\r\n"));
};
let answer: Answer = range;

const server = createServer((request, response) => {
  const { url: path = "", headers } = request;
  asked.push({ path, headers, connections: testApp.app.database.pool.inUse });
  answer(response, path.split("/").at(-1) ?? "");
});

let testApp: TestApp;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  const out = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  testApp = await TestApp.start(
    { PASSWORD_BREACH_URL: `http://127.0.0.1:${port}/range/` },
    {},
    { log: createLogger({ LOG_LEVEL: "warn", LOG_FORMAT: "json" }, "test", out) },
  );
});
beforeEach(() => {
  answer = range;
  asked.length = 0;
  lines.length = 0;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

let counter = 0;

/** Every procedure that sets a password, with a caller who may call it. */
const choices: Record<string, () => Promise<(password: string) => Promise<unknown>>> = {
  "auth.verifyEmail": async () => {
    counter += 1;
    const email = `new.${counter}@example.test`;
    const call = await testApp.as(null);
    await call.auth.signUp({ name: "Ada", email });
    const token = await mailedToken(testApp, email);
    return (password) => call.auth.verifyEmail({ token, name: "Ada", password });
  },
  "auth.resetPassword": async () => {
    const { email } = await testApp.user("Ada");
    const call = await testApp.as(null);
    await call.auth.requestPasswordReset({ email });
    const token = await mailedToken(testApp, email);
    return (password) => call.auth.resetPassword({ token, password });
  },
  "account.changePassword": async () => {
    const call = await testApp.as(await testApp.user("Ada"));
    return (password) => call.account.changePassword({ current: null, password, endOtherSessions: false });
  },
};

test("every procedure that sets a password is tested", () => {
  const chosen = procedures.filter(
    ({ schema }) => schema instanceof z.ZodObject && Object.values(schema.shape).includes(newPassword),
  );
  expect(chosen.map(({ name }) => name).sort()).toEqual(Object.keys(choices).sort());
});

const refused = { code: "BAD_REQUEST", issues: ["password invalid"] };

test.each(Object.keys(choices))("%s refuses a breached password at its field, and accepts another", async (name) => {
  const choose = await choices[name]?.();
  expect(await refusal(choose?.(stolen) ?? Promise.resolve())).toEqual(refused);
  await expect(choose?.(other)).resolves.toBeDefined();
});

test("the service gets five digits and a request for padding, while no database connection is held", async () => {
  const choose = await choices["account.changePassword"]?.();
  await refusal(choose?.(stolen) ?? Promise.resolve());
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ path: `/range/${digitsOf(stolen).slice(0, 5)}`, connections: 0 });
  expect(asked[0]?.headers["add-padding"]).toBe("true");
  expect(JSON.stringify(asked)).not.toContain(digitsOf(stolen).slice(5, 12));
});

test("visitors cause no request: neither with an invalid link nor signed out", async () => {
  const call = await testApp.as(null);
  const token = `${"0".repeat(8)}-0000-0000-0000-${"0".repeat(12)}.${"x".repeat(43)}`;
  await refusal(call.auth.verifyEmail({ token, name: "Ada", password: stolen }));
  await refusal(call.auth.resetPassword({ token, password: stolen }));
  await refusal(call.account.changePassword({ current: null, password: stolen, endOtherSessions: false }));
  expect(asked).toEqual([]);
});

test("passwords that the schema refuses cause no request", async () => {
  const choose = await choices["account.changePassword"]?.();
  expect(await refusal(choose?.("short") ?? Promise.resolve())).toEqual({
    code: "BAD_REQUEST",
    issues: ["password too_small"],
  });
  expect(asked).toEqual([]);
});

test.each<[string, Answer]>([
  ["an error", (response) => response.writeHead(503).end()],
  ["a redirect", (response) => response.writeHead(302, { location: "/elsewhere" }).end()],
  ["silence", () => {}],
  ["an incomplete response", (response) => response.write(`${digitsOf(stolen).slice(5)}:1`)],
  ["an endless response", (response) => response.end("A".repeat(2_000_000))],
  ["an invalid response", (response) => response.end("<html>")],
])("a password is accepted if the service returns %s", async (_what, gives) => {
  answer = gives;
  const choose = await choices["account.changePassword"]?.();
  expect(await choose?.(stolen)).toEqual({ ok: true });
});

test("failures are logged without the password, a limited number of times", async () => {
  answer = (response) => response.writeHead(503).end();
  const { breaches } = testApp.app.clients;
  for (let time = 0; time < 20; time += 1) expect(await breaches.isBreached(stolen, testApp.app.log)).toBe(false);
  const warnings = lines.filter((line) => line.includes("the breached password service did not respond"));
  expect(warnings.length).toBeLessThanOrEqual(5);
  expect(lines.join("")).not.toContain(stolen);
});

test("no service is used by default", async () => {
  const plain = testApp.withSettings({ PASSWORD_BREACH_URL: "" });
  expect(await plain.app.clients.breaches.isBreached(stolen, plain.app.log)).toBe(false);
  expect(asked).toEqual([]);
  await plain.close();
});
