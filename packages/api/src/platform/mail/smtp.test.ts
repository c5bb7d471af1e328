import { createHash, generateKeyPairSync, verify } from "node:crypto";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import { PermanentJobError } from "../../core/index.ts";
import { TestApp } from "../../testing.ts";
import { createMailer, mailTimeouts } from "./mailer.ts";

/** A mail as a server got it. */
interface Delivery {
  from: string;
  source: string;
}

const servers: SMTPServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((stopped) => server.close(stopped))));
});

/**
 * Starts a mail server.
 *
 * @param judge answers a mail that has come whole: an SMTP code with words, or null where it takes it.
 */
async function startServer(judge: () => string | null = () => null, options: SMTPServerOptions = {}) {
  const deliveries: Delivery[] = [];
  let connections = 0;
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ["STARTTLS"], closeTimeout: 1 },
    onConnect(_session, done) {
      connections += 1;
      done();
    },
    async onData(stream, { envelope: { mailFrom } }, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const answer = judge();
      if (answer) {
        done(Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) }));
        return;
      }
      deliveries.push({ from: mailFrom ? mailFrom.address : "", source: Buffer.concat(chunks).toString() });
      done(null);
    },
    ...options,
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `smtp://127.0.0.1:${port}`, deliveries, connections: () => connections };
}

const mail = { subject: "Größe", text: "Hello,\n\n.a line\n  and  more\t\n", html: "<p>Hello, ä</p>" };

/** A process that sends by a server. */
const sending = (url: string, env: Record<string, string> = {}) =>
  TestApp.start({ SMTP_URL: url, MAIL_OUTBOX: "false", ...env });

/** Invites a person. @returns the job of the mail, and its log */
async function invite(testApp: TestApp) {
  const { members } = await testApp.tenant("acme", "owner");
  const { call } = members.owner;
  await call.tenants.invite({ email: "guest@example.test", role: "viewer" });
  const [newest] = (await call.jobs.list({ name: "mail.deliver" })).items;
  return call.jobs.byId({ id: newest?.id ?? "" });
}

describe("a mail server that", () => {
  test("greylists gets the mail again, once", async () => {
    let asked = 0;
    const server = await startServer(() => {
      asked += 1;
      return asked < 3 ? "451 4.7.1 Greylisted, try again later" : null;
    });
    const job = await invite(await sending(server.url));
    expect(job).toMatchObject({ state: "done", attempts: 3, result: { sent: true } });
    expect(server.deliveries).toHaveLength(1);
  });

  test.each<[string, SMTPServerOptions & { judge?: () => string }, RegExp]>([
    ["the mail", { judge: () => "554 5.7.1 Looks like spam" }, /Looks like spam/],
    [
      "the recipient",
      {
        onRcptTo: (_to, _session, done) =>
          done(Object.assign(new Error("5.1.1 No such mailbox"), { responseCode: 550 })),
      },
      /No such mailbox/,
    ],
  ])(
    "refuses %s permanently gets no retry, and the job states the reason",
    async (_what, { judge, ...options }, reason) => {
      const server = await startServer(judge, options);
      const job = await invite(await sending(server.url));
      expect(job).toMatchObject({ state: "failed", attempts: 1 });
      expect(job.error).toMatch(reason);
      expect(server.connections()).toBe(1);
    },
  );

  test("refuses an invitation is reported to its sender, until the invitation is resent", async () => {
    let answer: string | null = "550 5.1.1 No such mailbox";
    const server = await startServer(() => answer);
    const { members } = await (await sending(server.url)).tenant("acme", "owner", "admin");
    const { call } = members.owner;
    await call.tenants.invite({ email: "guest@example.test", role: "viewer" });
    const invited = async () => (await members.admin.call.tenants.members()).invitations[0];
    const refused = await invited();
    expect(refused?.undelivered).toContain("No such mailbox");
    answer = null;
    await call.tenants.resendInvitation({ invitationId: refused?.id ?? "" });
    expect(await invited()).toMatchObject({ undelivered: null });
    expect(server.deliveries).toHaveLength(1);
  });

  test("hangs after the mail is closed, and gets a retry", async () => {
    const server = await startServer(undefined, { onData: (stream) => void stream.resume() });
    const { app } = await sending(server.url);
    const mailer = createMailer(app.settings, { ...mailTimeouts, socketTimeout: 200 });
    const error = await mailer.send("1", "ada@example.test", mail, {}).catch((reason) => reason);
    mailer.close();
    expect(String(error)).toMatch(/not sent.*timeout/i);
    expect(error).not.toBeInstanceOf(PermanentJobError);
  });

  test("is unavailable, refuses the password or lacks a required TLS gets no mail, and gets a retry", async () => {
    const guarded = await startServer(undefined, {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error("Wrong password")),
    });
    const open = await startServer();
    for (const url of [
      "smtp://127.0.0.1:1",
      guarded.url.replace("//", "//user:password@"),
      `${open.url}?requireTLS=true`,
    ]) {
      const { app } = await sending(url);
      const error = await app.clients.mailer.send("1", "ada@example.test", mail, {}).catch((reason) => reason);
      expect(String(error), url).toMatch(/not sent/);
      expect(error, url).not.toBeInstanceOf(PermanentJobError);
    }
    expect([...guarded.deliveries, ...open.deliveries]).toEqual([]);
  });
});

test("mails share connections", async () => {
  const server = await startServer();
  const { app } = await sending(server.url);
  for (let n = 0; n < 10; n += 1) await app.clients.mailer.send(`a${n}`, "ada@example.test", mail, {});
  expect(server.connections()).toBe(1);
  await Promise.all(
    Array.from({ length: 40 }, (_, n) => app.clients.mailer.send(`b${n}`, "ada@example.test", mail, {})),
  );
  expect(server.deliveries).toHaveLength(50);
  expect(server.connections()).toBeLessThanOrEqual(5);
});

test("bounces go to the sender, or to the configured address", async () => {
  const server = await startServer();
  for (const [env, expected] of [
    [{}, "no-reply@waybill.localhost"],
    [{ MAIL_BOUNCE_TO: "bounces@example.com" }, "bounces@example.com"],
  ] as const) {
    const { app } = await sending(server.url, env);
    await app.clients.mailer.send("1", "ada@example.test", mail, {});
    expect(server.deliveries.at(-1)?.from).toBe(expected);
    expect(server.deliveries.at(-1)?.source).toMatch(/^From: Waybill <no-reply@waybill\.localhost>/m);
  }
});

test("a mail is signed with a configured key, and the signature is valid", async () => {
  const server = await startServer();
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const key = { MAIL_DKIM_DOMAIN: "waybill.localhost", MAIL_DKIM_SELECTOR: "2027", MAIL_DKIM_KEY: privateKey };
  const { app } = await sending(server.url, key);
  await app.clients.mailer.send("1", "ada@example.test", mail, { "X-Request-Id": "r" });
  const source = server.deliveries[0]?.source ?? "";
  const { signed, ...facts } = dkimOf(source, publicKey);
  expect(facts).toEqual({ domain: "waybill.localhost", selector: "2027", holds: true, bodyHolds: true });
  expect(signed).toEqual(expect.arrayContaining(["from", "to", "subject", "message-id"]));
  expect(dkimOf(source.replace(/^Subject:.*$/m, "Subject: Other"), publicKey)).toMatchObject({ holds: false });
  expect(dkimOf(`${source}more\r\n`, publicKey)).toMatchObject({ holds: true, bodyHolds: false });
});

/** Reads a DKIM signature (RFC 6376, relaxed/relaxed, RSA with SHA-256), and looks whether it holds. */
function dkimOf(source: string, publicKey: string) {
  const split = source.indexOf("\r\n\r\n");
  const fields = source.slice(0, split).split(/\r\n(?![ \t])/);
  const fieldOf = (name: string) => fields.findLast((field) => field.toLowerCase().startsWith(`${name}:`)) ?? "";
  const relaxed = (field: string) => {
    const [, name = "", value = ""] = /^([^:]+):([\s\S]*)$/.exec(field) ?? [];
    return `${name.toLowerCase().trim()}:${value.replace(/\s+/g, " ").trim()}`;
  };
  const signature = relaxed(fieldOf("dkim-signature"));
  const tag = (name: string) => new RegExp(`[:;] ?${name}=([^;]*)`).exec(signature)?.[1]?.replace(/ /g, "") ?? "";
  const signed = tag("h").toLowerCase().split(":");
  const header = [...signed.map((name) => relaxed(fieldOf(name))), signature.replace(/([:;] ?b=)[^;]*/, "$1")];
  const lines = source.slice(split + 4).split("\r\n");
  const body = lines.map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, "")).join("\r\n");
  const bodyHash = createHash("sha256")
    .update(body.replace(/(?:\r\n)*$/, "\r\n"))
    .digest("base64");
  return {
    ...{ domain: tag("d"), selector: tag("s"), signed },
    holds: verify("sha256", Buffer.from(header.join("\r\n")), publicKey, Buffer.from(tag("b"), "base64")),
    bodyHolds: bodyHash === tag("bh"),
  };
}
