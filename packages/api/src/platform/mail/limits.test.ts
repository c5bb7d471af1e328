import { throttles } from "@waybill/db/core";
import { mails } from "@waybill/db/mail";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { defineMail, type MailDefinition } from "../../core/index.ts";
import { system, unitOfWork } from "../../core/work/unit-of-work.ts";
import { mailsTo } from "../../testing/accounts.ts";
import { refusal, TestApp } from "../../testing.ts";
import { sendMail } from "./index.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = (slug: string) => testApp.tenant(slug, "owner", "admin");

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await makeTenant("acme");
});
beforeEach(async () => {
  await testApp.app.database.transaction({}, async ({ db }) => {
    await db.delete(throttles);
    await db.delete(mails);
  });
});

const from = (ip: string) => testApp.as(null, undefined, { "x-real-ip": ip });
/** The subjects of the mails to an email address. */
const sentTo = async (email: string) => (await mailsTo(testApp, email)).map(({ subject }) => subject);
const pass = (seconds: number) => testApp.waitForThrottles(seconds);

describe("an email address", () => {
  test("gets five mails that others cause, over all senders and kinds, and responses do not reveal that", async () => {
    const email = "victim@example.test";
    const tenants = await Promise.all(["one", "two", "three"].map(makeTenant));
    const answers = [];
    for (let n = 0; n < 10; n += 1) {
      const call = await from(`192.0.2.${n}`);
      answers.push(await call.auth.signUp({ name: "Ada", email }));
    }
    for (const { members } of tenants) answers.push(await members.owner.call.tenants.invite({ email, role: "viewer" }));
    expect(await sentTo(email)).toHaveLength(5);
    expect(new Set(answers.slice(0, 10).map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers.slice(10)).toEqual(tenants.map(() => expect.objectContaining({ email })));
    await pass(600);
    for (const { members } of tenants) await members.owner.call.tenants.invite({ email, role: "viewer" });
    expect(await sentTo(email)).toHaveLength(6);
  });

  test("of an account gets as many access mails, whatever other mails it got", async () => {
    const { email } = await testApp.user("Ada");
    for (let n = 0; n < 10; n += 1) await (await from("192.0.2.1")).auth.signUp({ name: "Ada", email });
    for (let n = 0; n < 5; n += 1) {
      await (await from("192.0.2.1")).auth.requestSignInLink({ email });
      await (await from("192.0.2.1")).auth.requestPasswordReset({ email });
    }
    const sent = await sentTo(email);
    expect(sent.filter((subject) => subject === "You already have an account")).toHaveLength(5);
    expect(sent.filter((subject) => subject !== "You already have an account")).toHaveLength(5);
  });

  test("gets all mails that only the installation causes", async () => {
    const notice = defineMail({
      name: "test.notice",
      input: z.object({}),
      limit: null,
      texts: { en: {}, de: {} },
      compose: async () => ({
        to: "ada@example.test",
        write: () => ({ subject: "Notice", name: null, lines: [] }),
      }),
    });
    const other = { ...notice, name: "test.other", limit: "contact" as const };
    for (const mail of [notice, other]) testApp.app.registry.mails.set(mail.name, mail as MailDefinition);
    const origin = { requestId: "r", log: testApp.app.log, user: null, actor: system };
    for (const [mail, expected] of [
      [notice, 10],
      [other, 15],
    ] as const) {
      for (let n = 0; n < 10; n += 1) {
        await unitOfWork(testApp.app, origin, {}, ({ context }) => sendMail(context, mail, {}));
      }
      expect(await sentTo("ada@example.test")).toHaveLength(expected);
    }
  });
});

describe("a sender", () => {
  test("is limited by network to a hundred mails of any kind and email address, then has to wait", async () => {
    const { email } = await testApp.user("Ada");
    const refused: unknown[] = [];
    for (let n = 0; n < 110; n += 1) {
      const call = await from(`2001:db8::${n}`);
      const asked = [
        () => call.auth.signUp({ name: "Ada", email: `person${n}@example.test` }),
        () => call.auth.requestPasswordReset({ email }),
        () => call.auth.requestSignInLink({ email: `unknown${n}@example.test` }),
      ][n % 3];
      await asked?.().catch((error) => refused.push(error));
    }
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(await refusal(Promise.reject(refused.at(-1)))).toEqual({
      code: "TOO_MANY_REQUESTS",
      issues: [" too_many_attempts"],
    });
    expect(String(refused.at(-1))).toMatch(/Too many emails were requested. Try again in \d+ seconds?\./);
    await (await from("2001:db8:0:1::1")).auth.signUp({ name: "Ada", email: "elsewhere@example.test" });
    expect(await sentTo("elsewhere@example.test")).toHaveLength(1);
  });

  test("is limited by person to thirty invitations, with an issue at the email address", async () => {
    const { owner, admin } = acme.members;
    const invite = (n: number, { call } = owner) =>
      call.tenants.invite({ email: `guest${n}@example.test`, role: "viewer" });
    for (let n = 0; n < 30; n += 1) await invite(n);
    expect(await refusal(invite(30))).toEqual({ code: "TOO_MANY_REQUESTS", issues: ["email too_many_attempts"] });
    expect(await sentTo("guest30@example.test")).toEqual([]);
    expect((await owner.call.tenants.members()).invitations).toHaveLength(30);
    await invite(30, admin);
  });

  test("is limited by organisation to a hundred invitations", async () => {
    const { id, slug } = await testApp.tenant("large");
    const admins = await Promise.all(
      Array.from({ length: 4 }, async (_, n) => {
        const user = await testApp.user(`Admin ${n}`);
        await testApp.join(id, user, "admin");
        return testApp.as(user, slug);
      }),
    );
    let sent = 0;
    for (let n = 0; n < 26; n += 1) {
      for (const [which, call] of admins.entries()) {
        const invited = call.tenants.invite({ email: `guest${n}-${which}@example.test`, role: "viewer" });
        await invited.then(
          () => (sent += 1),
          () => {},
        );
      }
    }
    // One is forgotten each half minute.
    expect(sent).toBeGreaterThanOrEqual(100);
    expect(sent).toBeLessThan(104);
  });
});

describe("names with a message", () => {
  const lure = "Win at evil.test";

  test("are not mailed to unknown readers by an invitation, whoever chose them", async () => {
    const { members, id } = await testApp.tenant("names", "owner");
    const { call, id: userId } = members.owner;
    const role = await call.roles.create({ name: `${lure} role`, permissions: ["roles.read"] });
    await testApp.app.database.transaction({}, ({ db }) =>
      db
        .update(users)
        .set({ name: `${lure} person` })
        .where(eq(users.id, userId)),
    );
    await call.tenants.update({ name: `${lure} shop`, version: 1 });
    await call.tenants.invite({ email: "unknown@example.test", role: role.id });
    const [mail] = await testApp.app.database.transaction({ tenantId: id }, ({ db }) => db.select().from(mails));
    expect(`${mail?.subject} ${mail?.text} ${mail?.html}`).not.toContain("evil");
    expect(mail).toMatchObject({
      subject: "Someone invites you to Waybill",
      text: expect.stringContaining("Someone invites you to join an organisation on Waybill.\n\nThe link"),
    });
  });

  test("are not mailed to unknown readers by a sign-up", async () => {
    const call = await from("192.0.2.1");
    await call.auth.signUp({ name: lure, email: "unknown@example.test" });
    await call.auth.signUp({ name: "Ada Lovelace", email: "ada@example.test" });
    const rows = await testApp.app.database.transaction({}, ({ db }) => db.select().from(mails).orderBy(mails.id));
    expect(rows.map(({ text }) => text?.split("\n")[0])).toEqual(["Hello,", "Hello Ada Lovelace,"]);
  });
});
