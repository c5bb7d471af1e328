import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { Database } from "@waybill/db";
import { generate } from "selfsigned";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBreaches } from "./platform/auth/breaches.ts";
import { createMailer } from "./platform/mail/mailer.ts";
import { TestApp } from "./testing.ts";

// Other systems with untrusted certificates, as a man in the middle would have.

/** Data that servers received after the TLS handshake. */
const received: string[] = [];
const closing: (() => void)[] = [];
let pair: { key: string; cert: string };
let testApp: TestApp;

async function listening(server: Server): Promise<number> {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return (server.address() as AddressInfo).port; // it listens on a port, not on a path
}

const service = async () => {
  const server = createHttpsServer(pair, (request, response) => {
    received.push(`service ${request.headers.authorization}`);
    response.end("{}");
  });
  closing.push(() => server.close().closeAllConnections());
  return `https://127.0.0.1:${await listening(server)}`;
};

const mailServer = async (secure: boolean) => {
  const server = new SMTPServer({
    ...{ ...pair, secure },
    onAuth({ password }, _session, done) {
      received.push(`mail server ${password}`);
      done(null, { user: "desk" });
    },
  });
  server.on("error", () => {});
  closing.push(() => server.close());
  return `127.0.0.1:${await listening(server.server)}`;
};

/** The start of Postgres's protocol: one letter accepts TLS. */
const database = async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write("S");
      const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(pair) });
      secure.on("error", () => {});
      secure.once("data", (startup) => {
        received.push(`database ${startup.includes("desk")}`);
        secure.destroy();
      });
    });
  });
  closing.push(() => server.close());
  return `postgres://desk:secret@127.0.0.1:${await listening(server)}/desk`;
};

beforeAll(async () => {
  testApp = await TestApp.start();
  const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    algorithm: "sha256",
  });
  pair = { key, cert };
});
afterAll(() => {
  for (const close of closing) close();
});

describe("an untrusted certificate", () => {
  test("of the breach service receives no request", async () => {
    const breaches = createBreaches({ PASSWORD_BREACH_URL: `${await service()}/range` });
    expect(await breaches.isBreached("a long enough password", testApp.app.log)).toBe(false);
    expect(received).toEqual([]);
  });

  test.each([
    { way: "smtps", secure: true, query: "" },
    { way: "smtp", secure: false, query: "?requireTLS=true" },
  ])("of the mail server, by $way$query, receives no mail", async ({ way, secure, query }) => {
    const SMTP_URL = `${way}://desk:secret@${await mailServer(secure)}${query}`;
    const mailer = createMailer({ ...testApp.app.settings, MAIL_OUTBOX: false, SMTP_URL });
    const mail = { subject: "Hello", text: "Hello", html: "<p>Hello</p>" };
    await expect(mailer.send("1", "ada@example.test", mail, {})).rejects.toThrow(/self-signed certificate/);
    expect(received).toEqual([]);
  });

  test("of the database receives no login, if certificates are verified", async () => {
    const url = await database();
    const ask = async (mode: string) => {
      const client = new Database({ url: `${url}?sslmode=${mode}`, max: 1, waitSeconds: 1 });
      await client.transaction({}, ({ db }) => db.execute("select 1")).catch(() => {});
      await client.close();
    };
    await ask("verify-full");
    expect(received).toEqual([]);
    // Without verification the login is sent; the settings refuse this mode for remote addresses.
    await ask("require");
    expect(new Set(received)).toEqual(new Set(["database true"]));
  });
});
