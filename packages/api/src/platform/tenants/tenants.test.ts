import { newId } from "@waybill/db";
import { users } from "@waybill/db/users";
import { timeZoneNames } from "@waybill/validators";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createContext } from "../../core/procedures/request.ts";
import { createCaller } from "../../root.ts";
import { refusal, TestApp, type TestUser } from "../../testing.ts";
import { nextRun } from "../jobs/index.ts";

let testApp: TestApp;
beforeAll(async () => {
  testApp = await TestApp.start();
});

let counter = 0;
function newSlug(): string {
  counter += 1;
  return `tenant-${counter}`;
}

describe("an organisation", () => {
  test("can be created by everyone who is signed in, who becomes its owner", async () => {
    const user = await testApp.user("Ada");
    const call = await testApp.as(user);
    const slug = newSlug();
    expect(await call.tenants.slugAvailable({ slug })).toEqual({ available: true });
    await call.tenants.create({ name: "Acme", slug });
    expect(await call.tenants.slugAvailable({ slug })).toEqual({ available: false });
    expect((await call.tenants.list()).items).toMatchObject([{ slug }]);
    expect(await (await testApp.as(user, slug)).tenants.current()).toMatchObject({ name: "Acme", roleName: "owner" });
  });

  test("has a unique and valid URL name", async () => {
    const call = await testApp.as(await testApp.user("Ada"));
    const slug = newSlug();
    await call.tenants.create({ name: "Acme", slug });
    expect((await refusal(call.tenants.create({ name: "", slug }))).issues).toEqual(["name required", "slug taken"]);
    expect((await refusal(call.tenants.create({ name: "A", slug: "No Good" }))).issues).toEqual(["slug invalid"]);
  });

  test("is found by slug and id by its members only", async () => {
    const { id, slug, members } = await testApp.tenant(newSlug(), "viewer");
    expect((await (await testApp.as(members.viewer, id)).tenants.current()).slug).toBe(slug);
    const outsider = await testApp.user("Mallory");
    for (const ref of [slug, id, "unknown", undefined]) {
      expect(await refusal((await testApp.as(outsider, ref)).tenants.current())).toEqual({
        code: "NOT_FOUND",
        issues: [],
      });
    }
    expect((await refusal((await testApp.as(null, slug)).tenants.current())).code).toBe("UNAUTHORIZED");
  });

  test("is found by its id in any letter case, and not by a malformed reference", async () => {
    const { id, slug, members } = await testApp.tenant(newSlug(), "viewer");
    expect((await (await testApp.as(members.viewer, id.toUpperCase())).tenants.current()).slug).toBe(slug);
    const { sessionId } = members.viewer;
    for (const ref of ["x".repeat(5000), "a\0b", "\ud83d", "%00", "{}", " ", "\u202e"]) {
      const call = createCaller(await createContext(testApp.app, new Headers(), sessionId, { tenant: ref }));
      expect((await refusal(call.tenants.current())).code, JSON.stringify(ref)).toBe("NOT_FOUND");
    }
  });

  test("with an old slug that looks like an id is found by it; ids take precedence", async () => {
    const legacy = newId();
    const { members } = await testApp.tenant(legacy, "viewer");
    const byLegacy = async (user: TestUser) => (await (await testApp.as(user, legacy)).tenants.current()).slug;
    expect(await byLegacy(members.viewer)).toBe(legacy);
    const operator = await testApp.user("Olga");
    await testApp.app.database.transaction({}, ({ db }) =>
      db.update(users).set({ operator: true }).where(eq(users.id, operator.id)),
    );
    const reason = "They asked for help with it";
    await (await testApp.as(operator)).support.start({ tenant: legacy, reason, minutes: 15 });
    expect(await byLegacy(operator)).toBe(legacy);
    // Another tenant's slug equals this tenant's id, without effect.
    const victim = await testApp.tenant(newSlug(), "viewer");
    const thief = await testApp.tenant(victim.id, "viewer");
    expect((await (await testApp.as(victim.members.viewer, victim.id)).tenants.current()).slug).toBe(victim.slug);
    expect((await (await testApp.as(thief.members.viewer, victim.id)).tenants.current()).id).toBe(thief.id);
  });

  test("refuses a slug that looks like an id or is a path of the app", async () => {
    const call = await testApp.as(await testApp.user("Ada"));
    for (const slug of [newId(), newId().replaceAll("-", ""), "sign-in"]) {
      expect((await refusal(call.tenants.create({ name: "Acme", slug }))).issues).toEqual(["slug invalid"]);
      expect((await refusal(call.tenants.slugAvailable({ slug }))).issues).toEqual(["slug invalid"]);
    }
  });

  test("accepts every time zone, by any of its names", async () => {
    const { members } = await testApp.tenant(newSlug(), "admin");
    const { call } = members.admin;
    let version = 1;
    for (const timeZone of ["Europe/Berlin", "Asia/Kolkata", "Asia/Calcutta", "Europe/Kyiv", "US/Pacific"]) {
      ({ version } = await call.tenants.update({ timeZone, version }));
      expect(await call.tenants.current()).toMatchObject({ timeZone });
      expect((await call.jobs.schedules()).timeZone).toBe(timeZone);
      // In the database, too: the days of a filter are those of the zone.
      await call.activity.list({ from: "2026-11-24", to: "2026-11-24" });
    }
  });

  test("refuses a time zone that the database or the scheduler does not know", async () => {
    const { members } = await testApp.tenant(newSlug(), "admin");
    const { call } = members.admin;
    const known = await testApp.app.database.transaction({}, async ({ db }) =>
      (await db.execute<{ name: string }>(sql`select name from pg_timezone_names`)).map(({ name }) => name),
    );
    const unknown = timeZoneNames.filter((zone) => !known.includes(zone));
    for (const timeZone of unknown.slice(0, 3)) {
      expect((await refusal(call.tenants.update({ timeZone, version: 1 }))).issues).toEqual(["timeZone invalid"]);
    }
    // The scheduler knows every time zone of the database.
    for (const zone of timeZoneNames) expect(nextRun("0 7 * * *", zone, new Date())).toBeInstanceOf(Date);
  });
});

describe("the last owner", () => {
  test("can neither leave, nor be removed, nor be demoted", async () => {
    const { members } = await testApp.tenant(newSlug(), "owner", "admin");
    const { call, id: userId } = members.owner;
    expect((await refusal(call.tenants.leave())).issues).toEqual(["userId conflict"]);
    expect((await refusal(call.tenants.setRole({ userId, role: "admin" }))).issues).toEqual(["role conflict"]);
    expect((await refusal(members.admin.call.tenants.removeMember({ userId }))).issues).toEqual(["userId not_allowed"]);
  });

  test("can leave if there is another; of two concurrent leaves, one is refused", async () => {
    const { members, id, slug } = await testApp.tenant(newSlug(), "owner");
    const second = await testApp.user("Second");
    await testApp.join(id, second, "owner");
    const both = [members.owner.call, await testApp.as(second, slug)];
    const outcomes = await Promise.allSettled(both.map((call) => call.tenants.leave()));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("names are in the order of a dictionary:", () => {
  const sorted = ["anna", "Anna", "Änne", "Örtel", "Zoe"];
  const shuffled = sorted.toSorted((one, other) => (one < other ? 1 : -1));
  const isNamed = (name: string) => sorted.includes(name);

  test("of members, and of the people of the activity", async () => {
    const { id, members } = await testApp.tenant(newSlug(), "admin");
    const { call } = members.admin;
    for (const name of shuffled) await testApp.join(id, await testApp.user(name), "viewer");
    const namesOf = (people: readonly { name: string }[]) => people.map(({ name }) => name).filter(isNamed);
    expect(namesOf((await call.tenants.members()).items)).toEqual(sorted);
    expect(namesOf((await call.activity.people()).items)).toEqual(sorted);
  });

  test("of a person's organisations, and of roles", async () => {
    const call = await testApp.as(await testApp.user("Ada"));
    for (const name of shuffled) await call.tenants.create({ name, slug: newSlug() });
    expect((await call.tenants.list()).items.map(({ name }) => name)).toEqual(sorted);
    const { owner } = (await testApp.tenant(newSlug(), "owner")).members;
    // The names of roles are unique without regard to case.
    const roles = shuffled.filter((name) => name !== "anna");
    for (const name of roles) await owner.call.roles.create({ name, permissions: ["tenants.read"] });
    expect((await owner.call.roles.list()).items.flatMap(({ name }) => (isNamed(name) ? [name] : []))).toEqual(
      sorted.filter((name) => name !== "anna"),
    );
  });
});

test("members see each other's names and roles; email addresses are visible to managers of members and their owners", async () => {
  const { members } = await testApp.tenant(newSlug(), "admin", "viewer");
  const seenBy = async (call: typeof members.admin.call) =>
    (await call.tenants.members()).items.map(({ name, email }) => [name.split(" ")[0], email]);
  const { admin, viewer } = members;
  expect(await seenBy(admin.call)).toEqual([
    ["admin", admin.email],
    ["viewer", viewer.email],
  ]);
  expect(await seenBy(viewer.call)).toEqual([
    ["admin", null],
    ["viewer", viewer.email],
  ]);
});

test("a changed role is effective at the next request", async () => {
  const { members } = await testApp.tenant(newSlug(), "owner", "viewer");
  const key = { name: "New", permissions: ["roles.read"], expiresInDays: 7 };
  expect((await refusal(members.viewer.call.apiKeys.create(key))).code).toBe("FORBIDDEN");
  await members.owner.call.tenants.setRole({ userId: members.viewer.id, role: "dispatcher" });
  await members.viewer.call.apiKeys.create(key);
  await members.owner.call.tenants.removeMember({ userId: members.viewer.id });
  expect((await refusal(members.viewer.call.roles.list())).code).toBe("NOT_FOUND");
});

test("a person changes their name, and sees and ends only their own sessions", async () => {
  const [ada, eve] = [await testApp.user("Ada"), await testApp.user("Eve")];
  const call = await testApp.as(ada);
  await call.users.update({ name: "Ada King" });
  expect(await call.users.me()).toMatchObject({ name: "Ada King", email: ada.email });
  expect((await call.users.sessions()).items).toMatchObject([{ id: ada.sessionId, current: true }]);
  const theft = (await testApp.as(eve)).users.revokeSession({ sessionId: ada.sessionId });
  expect((await refusal(theft)).code).toBe("NOT_FOUND");
  await call.users.revokeSession({ sessionId: ada.sessionId });
  expect((await refusal(call.users.me())).code).toBe("UNAUTHORIZED");
});
