import { text } from "node:stream/consumers";
import { events, jobs, throttles } from "@waybill/db/core";
import { mails } from "@waybill/db/mail";
import { invitations, memberships } from "@waybill/db/tenants";
import { and, desc, eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createContext } from "../../core/procedures/request.ts";
import { refusal, TestApp, type TestUser } from "../../testing.ts";
import { openFile } from "../files/index.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = (slug = "acme") => testApp.tenant(slug, "owner", "admin", "viewer");

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await make();
});
// Limits have a separate test.
beforeEach(() => byHand(({ db }) => db.delete(throttles)));

/** Runs statements in the tenant, without the application. */
const byHand = <T>(work: Parameters<typeof testApp.direct.transaction<T>>[1]) =>
  testApp.direct.transaction({ tenantId: acme.id }, work);

/** The token of the latest mail to an email address. */
async function tokenFor(email: string): Promise<string> {
  const [mail] = await byHand(({ db }) => db.select().from(mails).where(eq(mails.to, email)).orderBy(desc(mails.id)));
  return /invitations\/(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
}

type Call = typeof acme.members.owner.call;

/** Invites a person. @returns the token of the invitation */
async function invite(role = "viewer", by: Call = acme.members.owner.call, guest?: TestUser) {
  const user = guest ?? (await testApp.user("Guest"));
  await by.tenants.invite({ email: user.email, role: role as "viewer" });
  const token = await tokenFor(user.email);
  const call = await testApp.as(user);
  return { user, token, call, accept: () => call.tenants.accept({ token }) };
}

/** The invitation of an email address, as who manages members sees it. */
async function invitationOf({ email }: { email: string }) {
  const { invitations: waiting } = await acme.members.owner.call.tenants.members();
  return waiting.find((one) => one.email === email);
}
const idOf = async (user: { email: string }) => ({ invitationId: (await invitationOf(user))?.id ?? "" });
const isMember = async ({ id }: { id: string }) =>
  (
    await byHand(({ db }) =>
      db
        .select()
        .from(memberships)
        .where(and(eq(memberships.userId, id))),
    )
  ).length > 0;

describe("an invitation", () => {
  test("makes its recipient a member, once", async () => {
    const { user, call, token, accept } = await invite("dispatcher");
    expect(await call.tenants.invitation({ token })).toEqual({ tenant: "acme", role: "dispatcher", forYou: true });
    await accept();
    expect((await (await testApp.as(user, "acme")).tenants.current()).roleName).toBe("dispatcher");
    expect((await refusal(accept())).issues).toEqual(["token invalid"]);
  });

  test("shows managers of members that its mail was not sent because of a limit", async () => {
    const { user } = await invite();
    expect(await invitationOf(user)).toMatchObject({ undelivered: null });
    for (let sent = 1; sent < 6; sent += 1) await acme.members.owner.call.tenants.resendInvitation(await idOf(user));
    expect((await invitationOf(user))?.undelivered).toContain("Too many emails");
  });

  test("names its tenant: its secret is invalid for another", async () => {
    const other = await make("globex");
    const { token, call } = await invite();
    const foreign = token.replace(acme.id, other.id);
    expect(foreign).not.toBe(token);
    expect((await refusal(call.tenants.accept({ token: foreign }))).issues).toEqual(["token invalid"]);
  });

  test("is invalid after its withdrawal; a new one replaces the old", async () => {
    const { owner } = acme.members;
    const first = await invite("viewer");
    const second = await invite("dispatcher", owner.call, first.user);
    expect(await invitationOf(first.user)).toMatchObject({ role: "dispatcher", expired: false, senderMayInvite: true });
    expect((await refusal(first.accept())).issues).toEqual(["token invalid"]);
    const id = await idOf(first.user);
    await owner.call.tenants.withdrawInvitation(id);
    expect((await refusal(second.accept())).issues).toEqual(["token invalid"]);
    const { withdrawInvitation, resendInvitation } = owner.call.tenants;
    for (const again of [withdrawInvitation, resendInvitation]) {
      expect((await refusal(again(id))).issues).toEqual(["invitationId not_found"]);
    }
  });

  test("is resent with a new link, in the name of the second sender, valid for another week", async () => {
    const { user, accept: acceptOld } = await invite("viewer", acme.members.admin.call);
    await byHand(({ db }) =>
      db
        .update(invitations)
        .set({ expiresAt: sql`now() - interval '1 hour'`, sentAt: sql`now() - interval '8 days'` })
        .where(eq(invitations.email, user.email)),
    );
    expect(await invitationOf(user)).toMatchObject({ expired: true });
    expect((await refusal(acceptOld())).issues).toEqual(["token invalid"]);
    await acme.members.owner.call.tenants.resendInvitation(await idOf(user));
    const sent = await invitationOf(user);
    expect(sent).toMatchObject({ expired: false, role: "viewer" });
    expect(Date.parse(sent?.expiresAt ?? "") - Date.parse(sent?.sentAt ?? "")).toBe(7 * 86_400_000);
    expect((await refusal(acceptOld())).issues).toEqual(["token invalid"]);
    await (await testApp.as(user)).tenants.accept({ token: await tokenFor(user.email) });
    expect(await isMember(user)).toBe(true);
  });

  test("of a member, or to a role above one's own, is refused at its input", async () => {
    const { admin, viewer } = acme.members;
    const attempt = (email: string, role: "viewer" | "owner") => refusal(admin.call.tenants.invite({ email, role }));
    expect((await attempt(viewer.email, "viewer")).issues).toEqual(["email taken"]);
    expect((await attempt("x@example.test", "owner")).issues).toEqual(["role not_allowed"]);
    expect((await refusal(viewer.call.tenants.invite({ email: "x@example.test", role: "viewer" }))).code).toBe(
      "FORBIDDEN",
    );
    expect(await invitationOf(viewer)).toBeUndefined();
    const { user } = await invite("owner");
    const resent = admin.call.tenants.resendInvitation(await idOf(user));
    expect((await refusal(resent)).issues).toEqual(["invitationId not_allowed"]);
  });

  test("of a person who has become a member changes nothing, and is used up", async () => {
    const { user, accept } = await invite("admin");
    await testApp.join(acme.id, user, "viewer");
    await accept();
    expect((await (await testApp.as(user, "acme")).tenants.current()).roleName).toBe("viewer");
    expect((await refusal(accept())).issues).toEqual(["token invalid"]);
  });
});

describe("an invitation grants only what its sender can still grant:", () => {
  const newAdmin = async () => {
    const user = await testApp.user("Inviter");
    await testApp.join(acme.id, user, "admin");
    return { user, call: await testApp.as(user, "acme") };
  };
  const { owner } = { owner: () => acme.members.owner.call };

  test("nothing after the sender was removed or left", async () => {
    for (const leave of ["removed", "left"]) {
      const { user, call } = await newAdmin();
      const guest = await invite("viewer", call);
      if (leave === "left") await call.tenants.leave();
      else await owner().tenants.removeMember({ userId: user.id });
      expect((await refusal(guest.accept())).issues).toEqual(["token invalid"]);
      expect((await refusal(guest.call.tenants.invitation({ token: guest.token }))).issues).toEqual(["token invalid"]);
      expect(await invitationOf(guest.user)).toMatchObject({ senderMayInvite: false });
      expect(await isMember(guest.user)).toBe(false);
    }
  });

  test("no role that the sender lacks, and none without the permission to invite", async () => {
    const { user, call } = await newAdmin();
    const [lesser, equal] = [await invite("viewer", call), await invite("admin", call)];
    const { id: role } = await owner().roles.create({
      name: "Greeter",
      permissions: ["tenants.read", "tenants.manageMembers", ...(await viewerPermissions())],
    });
    await owner().tenants.setRole({ userId: user.id, role });
    await expect(equal.accept()).rejects.toThrow("can no longer invite people as admin");
    expect((await refusal(equal.accept())).issues).toEqual(["token not_allowed"]);
    expect(await invitationOf(equal.user)).toMatchObject({ senderMayInvite: false });
    await lesser.accept();
    const late = await invite("viewer", call);
    await owner().tenants.setRole({ userId: user.id, role: "viewer" });
    expect((await refusal(late.accept())).issues).toEqual(["token not_allowed"]);
    expect(await isMember(late.user)).toBe(false);
  });

  test("no custom role that has gained permissions which the sender lacks", async () => {
    const { call } = await newAdmin();
    const { id } = await owner().roles.create({ name: "Growing", permissions: ["roles.read"] });
    const guest = await invite(id, call);
    const grown = { id, version: 1, name: "Growing", permissions: ["roles.read", "tenants.makeOwners"] };
    await owner().roles.update(grown);
    expect((await refusal(guest.accept())).issues).toEqual(["token not_allowed"]);
    await owner().tenants.resendInvitation(await idOf(guest.user));
    await guest.call.tenants.accept({ token: await tokenFor(guest.user.email) });
  });

  const viewerPermissions = async () => (await acme.members.viewer.call.tenants.current()).permissions;
});

describe("the invited email address is hidden", () => {
  test("from the holder of the link", async () => {
    const { user, token } = await invite();
    const thief = await testApp.as(await testApp.user("Thief"));
    expect(await thief.tenants.invitation({ token })).toEqual({ tenant: "acme", role: "viewer", forYou: false });
    const attempt = thief.tenants.accept({ token });
    await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(attempt).rejects.not.toThrow(user.email);
  });

  test("from members who do not manage members, in all derived data", async () => {
    const reader = await testApp.user("Reader");
    const everything = (await acme.members.owner.call.tenants.current()).permissions;
    await testApp.joinWith(
      acme.id,
      reader,
      everything.filter((permission) => permission !== "tenants.manageMembers"),
    );
    const { user } = await invite();
    await acme.members.owner.call.tenants.resendInvitation(await idOf(user));
    await acme.members.owner.call.tenants.withdrawInvitation(await idOf(user));
    const call = await testApp.as(reader, "acme");
    const { jobId } = await call.activity.export({});
    const { content } = await openFile(
      await createContext(testApp.app, new Headers({ "x-tenant-id": "acme" }), reader.sessionId),
      jobId,
    );
    const mailed = await byHand(({ db }) => db.select({ id: jobs.id }).from(jobs).where(eq(jobs.name, "mail.deliver")));
    const answers = await Promise.all([
      call.tenants.members(),
      call.activity.list({ entity: "invitation" }),
      call.events.list({}),
      call.jobs.list({}),
      ...mailed.map((job) => call.jobs.byId(job)),
      text(content),
    ]);
    expect(JSON.stringify(answers)).not.toContain(user.email);
    expect(JSON.stringify(answers)).toContain("invited someone with the role viewer");
    const entries = await acme.members.owner.call.activity.list({ entity: "invitation" });
    expect(entries.items.slice(0, 3).map(({ action, before, after }) => [action, before ?? after])).toEqual([
      ["invitation.revoked", { email: user.email, role: "viewer" }],
      ["invitation.resent", { email: user.email, role: "viewer" }],
      ["invitation.sent", { email: user.email, role: "viewer" }],
    ]);
    const stored = await byHand(({ db }) => db.select().from(events).where(eq(events.entity, "invitation")));
    expect(JSON.stringify(stored)).not.toContain("@");
  });
});

describe("invitations are limited", () => {
  const address = (n: number) => `guest-${n}@example.test`;

  test("by person, over all organisations, new and resent ones", async () => {
    const { owner } = acme.members;
    await testApp.app.database.transaction({}, ({ db }) => db.delete(throttles));
    for (let n = 0; n < 29; n += 1) await owner.call.tenants.invite({ email: address(n), role: "viewer" });
    const id = await idOf({ email: address(0) });
    const resent = await owner.call.tenants.resendInvitation(id);
    const more = owner.call.tenants.invite({ email: address(30), role: "viewer" });
    expect((await refusal(more)).issues).toEqual(["email too_many_attempts"]);
    const again = owner.call.tenants.resendInvitation({ invitationId: resent.id });
    expect((await refusal(again)).issues).toEqual(["invitationId too_many_attempts"]);
    const elsewhere = await make("initech");
    await testApp.join(elsewhere.id, owner, "owner");
    const call = await testApp.as(owner, "initech");
    expect((await refusal(call.tenants.invite({ email: address(31), role: "viewer" }))).issues).toEqual([
      "email too_many_attempts",
    ]);
    await acme.members.admin.call.tenants.invite({ email: address(32), role: "viewer" });
    expect(await tokenFor(address(30))).toBe("");
  });
});

describe("of two concurrent actions one succeeds, and the other is refused:", () => {
  const rounds = 50;
  /** Runs two side by side, in rounds. @returns how each round ended */
  async function race(begin: () => Promise<[() => Promise<unknown>, () => Promise<unknown>, TestUser]>) {
    const outcomes: { won: boolean[]; refusals: string[]; member: boolean; waiting: boolean }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      if (round % 10 === 0) await byHand(({ db }) => db.delete(throttles));
      const [one, other, user] = await begin();
      // Neither is always the first to be sent.
      const results =
        round % 2 ? await Promise.allSettled([one(), other()]) : (await Promise.allSettled([other(), one()])).reverse();
      const refused = results.filter((result) => result.status === "rejected");
      outcomes.push({
        won: results.map(({ status }) => status === "fulfilled"),
        refusals: await Promise.all(
          refused.map(async ({ reason }) => (await refusal(Promise.reject(reason))).issues.join()),
        ),
        member: await isMember(user),
        waiting:
          (await byHand(({ db }) => db.select().from(invitations).where(eq(invitations.email, user.email)))).length > 0,
      });
    }
    return outcomes;
  }
  /** The outcomes that violate a condition. */
  const wrong = (
    outcomes: Awaited<ReturnType<typeof race>>,
    isRight: (outcome: (typeof outcomes)[number]) => boolean,
  ) => outcomes.filter((outcome) => !isRight(outcome));

  test("of two acceptances, one succeeds", async () => {
    const joined = async () =>
      (await byHand(({ db }) => db.select().from(events).where(eq(events.name, "member.joined")))).length;
    const before = await joined();
    const outcomes = await race(async () => {
      const { user, accept } = await invite();
      return [accept, accept, user];
    });
    const right = ({ won, refusals, member, waiting }: (typeof outcomes)[number]) =>
      won.filter(Boolean).length === 1 && refusals.join() === "token invalid" && member && !waiting;
    expect(wrong(outcomes, right)).toEqual([]);
    expect(await joined()).toBe(before + rounds);
  });

  test("an acceptance and a withdrawal", async () => {
    const outcomes = await race(async () => {
      const { user, accept } = await invite();
      const id = await idOf(user);
      return [accept, () => acme.members.owner.call.tenants.withdrawInvitation(id), user];
    });
    const right = ({ won: [accepted, withdrawn], refusals, member, waiting }: (typeof outcomes)[number]) =>
      accepted !== withdrawn &&
      refusals.join() === (accepted ? "invitationId not_found" : "token invalid") &&
      member === accepted &&
      !waiting;
    expect(wrong(outcomes, right)).toEqual([]);
  });

  test("an acceptance and a resend, or a new invitation", async () => {
    let round = 0;
    const outcomes = await race(async () => {
      const { user, accept } = await invite();
      const id = await idOf(user);
      round += 1;
      const { tenants } = acme.members.owner.call;
      const again = () => tenants.resendInvitation(id);
      const replacement = () => tenants.invite({ email: user.email, role: "dispatcher" });
      return [accept, round % 2 ? again : replacement, user];
    });
    const right = ({ won: [accepted, sent], refusals, member, waiting }: (typeof outcomes)[number]) =>
      accepted !== sent &&
      /^(token invalid|invitationId not_found|email taken)$/.test(refusals.join()) &&
      member === accepted &&
      waiting === sent;
    expect(wrong(outcomes, right)).toEqual([]);
  });
});
