import { mailLinks, mails } from "@waybill/db/mail";
import { tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  accessOf,
  defineMail,
  defineTenantMail,
  type MailDefinition,
  type TenantContext,
  type WorkContext,
} from "../../core/index.ts";
import { tenantContextOf } from "../../core/work/tenant-context.ts";
import { system, unitOfWork, type WorkCaller } from "../../core/work/unit-of-work.ts";
import { MailServer, refusal, TestApp } from "../../testing.ts";
import { startWorker } from "../../worker.ts";
import { defineLink, linkSecret, linkToMail, newLink, peekLink, redeemLink, sendMail } from "./index.ts";
import { deliverMail } from "./jobs.ts";
import type { RenderedMail } from "./render.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = () => testApp.tenant("acme", "owner");
/** The mails that the mail server received. */
const sent: { id: string; to: string; mail: RenderedMail }[] = [];
/** An action once the mail server has a mail. */
let afterwards: () => Promise<void>;

const link = defineLink({
  purpose: "reset_password",
  page: "/try",
  lifetimeSeconds: 60,
  data: z.object({ n: z.number() }),
});
const other = defineLink({ ...link, purpose: "sign_in" });

const texts = {
  en: { number: "Number {n, number}", go: "Go on", bye: "Bye" },
  de: { number: "Nummer {n, number}", go: "Weiter", bye: "Bis bald" },
} as const;

/** A mail with a link, and one of a tenant. */
const linked = defineMail({
  name: "test.linked",
  limit: null,
  texts,
  input: z.object({ linkId: z.uuid() }),
  async compose(ctx, { linkId }) {
    const live = await linkToMail(ctx, link, linkId);
    if (!live) return { unsent: "The link is gone." };
    return {
      to: live.email,
      write: ({ t }) => ({
        subject: t("number", { n: live.data.n }),
        name: null,
        lines: ["<b>"],
        action: { label: t("go"), url: live.url },
        footer: t("bye"),
      }),
    };
  },
});
const ofTenant = defineTenantMail({
  name: "test.tenant",
  input: z.object({ to: z.email() }),
  texts,
  compose: async ({ tenant }, { to }) => ({
    to,
    write: ({ moment }) => ({ subject: tenant.name, name: null, lines: [moment(new Date("2026-01-31T15:05:00Z"))] }),
  }),
});

beforeAll(async () => {
  const mailer = {
    async send(id: string, to: string, mail: RenderedMail) {
      sent.push({ id, to, mail });
      await afterwards();
    },
    close() {},
  };
  testApp = await TestApp.start({}, { mailer });
  for (const mail of [linked, ofTenant]) testApp.app.registry.mails.set(mail.name, mail);
  acme = await makeTenant();
});
beforeEach(() => {
  sent.length = 0;
  afterwards = async () => {};
});

const origin = () => ({ requestId: "request-of-the-mail", log: testApp.app.log, user: null, actor: system });
const work = <T>(body: (ctx: WorkContext) => Promise<T>) =>
  unitOfWork(testApp.app, origin(), {}, ({ context }) => body(context));
const inAcme = <T>(body: (ctx: TenantContext) => Promise<T>) =>
  unitOfWork(testApp.app, origin(), { tenantId: acme.id }, (open) => {
    const tenant = { id: acme.id, slug: "acme", name: "acme", timeZone: "UTC", version: 1, modulesOff: [] };
    return body(tenantContextOf(testApp.app, open, tenant, accessOf([], new Set(), acme.members.owner.id)));
  });

/** Mails a link. @returns its token, and the link's id */
async function mailLink(email = "ada@example.test", kind = link): Promise<{ token: string; linkId: string }> {
  const linkId = await work(async (ctx) => {
    const id = await newLink(ctx, kind, { email, data: { n: 1 } });
    await sendMail(ctx, linked, { linkId: id });
    return id;
  });
  return { token: tokenIn(sent.at(-1)?.mail), linkId };
}
const tokenIn = (mail: RenderedMail | undefined) => /token=(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
const redeem = (token: string, kind = link) => work((ctx) => redeemLink(ctx, kind, token));
const invalid = ["token invalid"];
const issuesOf = async (call: Promise<unknown>) => (await refusal(call)).issues;

describe("a mail", () => {
  test("is composed at its delivery, and recorded with recipient, kind and time", async () => {
    await mailLink();
    const [{ id, to, mail } = { id: "", to: "", mail: null }] = sent;
    expect({ to, subject: mail?.subject }).toEqual({ to: "ada@example.test", subject: "Number 1" });
    expect(mail?.html).toContain("&lt;b&gt;");
    const [noted] = await work(({ db }) => db.select().from(mails).where(eq(mails.id, id)));
    expect(noted).toMatchObject({ to, template: "test.linked", headers: { "X-Request-Id": "request-of-the-mail" } });
    expect(noted?.sentAt).toBeInstanceOf(Date);
  });

  test("has the same content in a retry", async () => {
    let tries = 0;
    afterwards = async () => {
      tries += 1;
      if (tries < 3) throw new Error("The connection broke.");
    };
    const { token } = await mailLink();
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ mail }) => mail.text)).size).toBe(1);
    expect(await redeem(token)).toMatchObject({ email: "ada@example.test", data: { n: 1 } });
  });

  test("is not sent by a retry after its link was used, and the link stays used", async () => {
    afterwards = async () => {
      await redeem(tokenIn(sent.at(-1)?.mail));
      throw new Error("The connection broke.");
    };
    const { token } = await mailLink();
    expect(sent).toHaveLength(1);
    expect(await issuesOf(redeem(token))).toEqual(invalid);
  });

  test("of a tenant is a job of the tenant; one without its subject ends with a note", async () => {
    const { call } = acme.members.owner;
    await inAcme((ctx) => sendMail(ctx, ofTenant, { to: "bob@example.test" }));
    expect(sent).toMatchObject([{ to: "bob@example.test", mail: { subject: "acme" } }]);
    await inAcme((ctx) => sendMail(ctx, linked, { linkId: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11" }));
    const [newest] = (await call.jobs.list({ name: "mail.deliver" })).items;
    const job = await call.jobs.byId({ id: newest?.id ?? "" });
    expect(job).toMatchObject({ state: "done", result: { mail: "test.linked", sent: false } });
    expect(job.lines.map(({ line }) => line)).toEqual(["The email was not sent. The link is gone."]);
    expect(sent).toHaveLength(1);
  });

  test("of a tenant cannot be sent outside of it, and an undeclared one cannot be sent", async () => {
    await work((ctx) => sendMail(ctx, ofTenant, { to: "bob@example.test" }));
    expect(sent).toEqual([]);
    const unknown = { ...linked, name: "test.unknown" };
    await expect(work((ctx) => sendMail(ctx, unknown, { linkId: "" }))).rejects.toThrow("test.unknown");
  });
});

describe("the language of a mail", () => {
  const inGerman = { html: expect.stringContaining('<html lang="de">'), subject: "Nummer 1.234" };
  const inEnglish = { html: expect.stringContaining('<html lang="en">'), subject: "Number 1,234" };
  /** Mails a link. @param cause who causes it @returns the mail */
  async function mailTo(email: string, cause: Partial<Pick<WorkCaller, "user" | "language">> = {}) {
    await unitOfWork(testApp.app, { ...origin(), ...cause }, {}, async ({ context }) => {
      const linkId = await newLink(context, link, { email, data: { n: 1234 } });
      await sendMail(context, linked, { linkId });
    });
    return sent.at(-1)?.mail;
  }
  const inLanguage = async (language: string | null) => {
    const user = await testApp.user("Ada");
    await work(({ db }) => db.update(users).set({ language }).where(eq(users.id, user.id)));
    return { ...user, name: "Ada", emailVerified: true, operator: false, language };
  };

  test("is that of the recipient's account, whoever causes it", async () => {
    const [de, en] = [await inLanguage("de"), await inLanguage("en")];
    expect(await mailTo(de.email, { user: en, language: "en" })).toMatchObject(inGerman);
    expect(await mailTo(en.email, { user: de, language: "de" })).toMatchObject(inEnglish);
  });

  test("is that of its cause without an account: of their account, or of their browser", async () => {
    const visitor = await inLanguage(null);
    for (const email of [visitor.email, "unknown@example.test"]) {
      expect(await mailTo(email, { user: await inLanguage("de"), language: "en" })).toMatchObject(inGerman);
      expect(await mailTo(email, { user: visitor, language: "de" })).toMatchObject(inGerman);
      expect(await mailTo(email, { language: "de" })).toMatchObject(inGerman);
    }
  });

  test("is English if no one has a supported language", async () => {
    expect(await mailTo("unknown@example.test")).toMatchObject(inEnglish);
    expect(await mailTo((await inLanguage("xx")).email)).toMatchObject(inEnglish);
  });

  test("is English for a mail queued by an earlier version, or with a language of a later one", async () => {
    for (const language of [{}, { language: "xx" }]) {
      await work(async (ctx) => {
        const linkId = await newLink(ctx, link, { email: "ada@example.test", data: { n: 1234 } });
        await ctx.jobs.enqueue(
          { ...deliverMail, input: z.any() },
          { mail: linked.name, input: { linkId }, ...language },
        );
      });
      expect(sent.at(-1)?.mail).toMatchObject(inEnglish);
    }
    expect(sent).toHaveLength(2);
  });

  test("applies to its times, in the time zone of the organisation", async () => {
    const { email } = await inLanguage("de");
    await work(({ db }) => db.update(tenants).set({ timeZone: "Asia/Tokyo" }).where(eq(tenants.id, acme.id)));
    await inAcme((ctx) => sendMail(ctx, ofTenant, { to: email }));
    await inAcme((ctx) => sendMail(ctx, ofTenant, { to: "unknown@example.test" }));
    expect(sent.map(({ mail }) => mail.text.replaceAll("\u202f", " ").split("\n\n"))).toEqual([
      ["Guten Tag,", "1. Februar 2026 um 00:05", expect.stringContaining("nicht erwartet")],
      ["Hello,", "1 February 2026 at 00:05", expect.stringContaining("not expect")],
    ]);
  });
});

describe("a mailed link", () => {
  test("works once: of fifty concurrent uses, one succeeds", async () => {
    const { token } = await mailLink();
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => redeem(token)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("works again if its use was refused", async () => {
    const { token } = await mailLink();
    const use = work(async (ctx) => {
      await redeemLink(ctx, link, token);
      throw new Error("The password is too short.");
    });
    await expect(use).rejects.toThrow("too short");
    expect(await redeem(token)).toMatchObject({ email: "ada@example.test" });
  });

  test("can be read without using it up", async () => {
    const { token } = await mailLink();
    for (let time = 0; time < 2; time += 1) {
      expect(await work((ctx) => peekLink(ctx, link, token))).toMatchObject({ email: "ada@example.test" });
    }
    await redeem(token);
    expect(await issuesOf(work((ctx) => peekLink(ctx, link, token)))).toEqual(invalid);
  });

  test("invalidates all others of its purpose and email address, and no others", async () => {
    const [old, elsewhere] = [await mailLink(), await mailLink("bob@example.test")];
    await redeem((await mailLink()).token);
    expect(await issuesOf(redeem(old.token))).toEqual(invalid);
    expect(await redeem(elsewhere.token)).toMatchObject({ email: "bob@example.test" });
  });

  test("expires", async () => {
    const { token, linkId } = await mailLink();
    await work(({ db }) => db.update(mailLinks).set({ expiresAt: new Date() }).where(eq(mailLinks.id, linkId)));
    expect(await issuesOf(redeem(token))).toEqual(invalid);
  });

  test("is valid for its purpose and row only", async () => {
    const { settings } = testApp.app;
    const [{ token, linkId }, second] = [await mailLink(), await mailLink("bob@example.test")];
    const [secret, secondSecret] = [token, second.token].map((whole) => whole.split(".")[1] ?? "");
    const lastLetter = secret?.endsWith("A") ? "B" : "A";
    for (const [wrong, kind] of [
      [token, other],
      [`${linkId}.${linkSecret(settings, "sign_in", linkId)}`, link],
      [`${linkId}.${linkSecret(settings, "invitation", linkId)}`, link],
      [
        `${linkId}.${linkSecret({ ...settings, AUTH_SECRET: "another secret, as long as the first" }, "reset_password", linkId)}`,
        link,
      ],
      [`${linkId}.${secondSecret}`, link],
      [`${linkId}.${secret?.slice(0, -1)}${lastLetter}`, link],
      [`${linkId}.${secret?.slice(0, -1)}`, link],
      [`${linkId}.`, link],
      [linkId, link],
      [`${token}.${secret}`, link],
      [` ${token}`, link],
      ["", link],
    ] as const) {
      expect(await issuesOf(redeem(wrong, kind)), wrong).toEqual(invalid);
    }
    expect(await redeem(token)).toMatchObject({ id: linkId });
  });
});

describe("by SMTP", () => {
  let server: MailServer;
  beforeAll(async () => {
    server = await MailServer.start();
  });
  afterAll(() => server.stop());

  test("a mail arrives once, as text and HTML, with its request id; its content is not stored", async () => {
    const mailing = await TestApp.start({ SMTP_URL: server.url, MAIL_OUTBOX: "false" });
    const { members } = await mailing.tenant("acme", "owner");
    const owner = await mailing.as(members.owner, "acme", { "x-request-id": "request-of-the-mail" });
    await owner.tenants.invite({ email: "guest@example.test", role: "viewer" });
    expect(server.received).toHaveLength(1);
    const [mail] = server.received;
    expect(mail?.source).toMatch(/^To: guest@example.test/m);
    expect(mail?.source).toMatch(/^X-Request-Id: request-of-the-mail/im);
    expect(mail?.links).toHaveLength(1);
    const [noted] = await mailing.app.database.transaction({}, ({ db }) => db.select().from(mails));
    expect(noted).toMatchObject({ to: "guest@example.test", subject: null, text: null, html: null });
  });

  test("an internationalised domain is one email address in any spelling, and gets mail", async () => {
    const mailing = await TestApp.start({ SMTP_URL: server.url, MAIL_OUTBOX: "false" });
    const { members } = await mailing.tenant("acme", "owner");
    const { call } = members.owner;
    await call.tenants.invite({ email: "gast@MÜLLER.example", role: "viewer" });
    await call.tenants.invite({ email: "gast@xn--mller-kva.example", role: "viewer" }).catch(() => {});
    expect((await call.tenants.members()).invitations.map(({ email }) => email)).toEqual([
      "gast@xn--mller-kva.example",
    ]);
    // As it goes over the wire: the mail server of the test reads it as people do.
    const received = (to: string) => server.received.findLast(({ source }) => source.includes(`\nTo: ${to}\r\n`));
    expect(received("gast@xn--mller-kva.example")?.subject).toContain("invites you");
    const visitor = await mailing.as(null);
    await visitor.auth.signUp({ name: "Ada", email: "ada@例え.example" });
    const token = new URL(received("ada@xn--r8jz45g.example")?.links[0] ?? "").searchParams.get("token") ?? "";
    await visitor.auth.verifyEmail({ token, name: "Ada", password: "a long enough password" });
    await visitor.auth.requestSignInLink({ email: "ada@xn--r8jz45g.example" });
    expect(received("ada@xn--r8jz45g.example")?.subject).toBe("Your sign-in link");
    await (await mailing.as(members.owner)).account.changeEmail({ email: "olive@straße.example" });
    expect(received("olive@xn--strae-oqa.example")?.subject).toContain("Confirm");
  });

  test("a subject with line breaks stays one header", async () => {
    const mailing = await TestApp.start({ SMTP_URL: server.url, MAIL_OUTBOX: "false" });
    const lured = defineMail({
      name: "test.lured",
      input: z.object({}),
      texts,
      compose: async () => ({
        to: "victim@example.test",
        write: () => ({
          subject: "News\r\nBcc: other@example.test\r\n\r\nA body\u2028and more\u0085and more",
          name: null,
          lines: [],
        }),
      }),
    });
    mailing.app.registry.mails.set(lured.name, lured as MailDefinition);
    await unitOfWork(mailing.app, { ...origin(), log: mailing.app.log }, {}, ({ context }) =>
      sendMail(context, lured, {}),
    );
    const mail = server.to("victim@example.test");
    expect(mail?.to).toEqual(["victim@example.test"]);
    expect(mail?.source).not.toMatch(/^Bcc:/im);
    expect(mail?.subject).toBe("News Bcc: other@example.test A body and more and more");
  });

  test("a waiting mail is sent in the language chosen meanwhile, and not at all without its subject", async () => {
    const mailing = await TestApp.start({ SMTP_URL: server.url, MAIL_OUTBOX: "false", JOBS_MODE: "queue" });
    const { members } = await mailing.tenant("acme", "owner");
    const { call } = members.owner;
    await call.tenants.invite({ email: "late@example.test", role: "viewer" });
    const [invitation] = (await call.tenants.members()).invitations;
    await call.tenants.withdrawInvitation({ invitationId: invitation?.id ?? "" });
    const visitor = await mailing.as(null, undefined, { "accept-language": "en" });
    await visitor.auth.requestSignInLink({ email: members.owner.email });
    await call.users.setLanguage({ language: "de" });
    const worker = await startWorker(mailing.app);
    await expect.poll(() => server.to(members.owner.email)?.subject, { timeout: 20_000 }).toBe("Ihr Anmeldelink");
    const [job] = (await call.jobs.list({ name: "mail.deliver" })).items;
    const read = () => call.jobs.byId({ id: job?.id ?? "" });
    await expect.poll(async () => (await read()).state, { timeout: 20_000 }).toBe("done");
    expect((await read()).lines.map(({ line }) => line)).toEqual([expect.stringContaining("The email was not sent.")]);
    expect(server.to("late@example.test")).toBeUndefined();
    await worker.stop();
    await mailing.app.queue.close();
  });
});
