import { beforeAll, describe, expect, test } from "vitest";
import { accessOf, resources } from "../../permissions.ts";
import { type NotesApp, named, startWithNotes } from "../../testing/notes/index.ts";
import { refusal, type TestUser } from "../../testing.ts";

let testApp: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
const make = () => testApp.tenant("acme", "owner", "admin", "dispatcher", "viewer");

beforeAll(async () => {
  testApp = await startWithNotes();
  acme = await make();
});

let counter = 0;
function newName(): string {
  counter += 1;
  return `Role ${counter}`;
}

describe("a custom role", () => {
  test("gives its holders exactly its permissions, from the next request on", async () => {
    const { owner } = acme.members;
    const { id } = await owner.call.roles.create({ name: newName(), permissions: ["notes.read", "tenants.read"] });
    const user = await testApp.user("Clerk");
    await testApp.join(acme.id, user, "viewer");
    await owner.call.tenants.setRole({ userId: user.id, role: id });
    const clerk = await testApp.as(user, "acme");
    expect((await clerk.tenants.current()).permissions.sort()).toEqual(["notes.read", "tenants.read"]);
    expect((await refusal(clerk.notes.create(named("No")))).code).toBe("FORBIDDEN");
    const [role] = (await owner.call.roles.list()).items.filter((one) => one.id === id);
    expect(role).toMatchObject({ members: 1, builtIn: false });
    const permissions = ["notes.create", "notes.read", "tenants.read"];
    await owner.call.roles.update({ id, version: role?.version ?? 0, name: role?.name ?? "", permissions });
    await clerk.notes.create(named("Now"));
  });

  test("cannot contain permissions that its editor lacks, when it is created, changed, deleted or granted", async () => {
    const { owner, admin } = acme.members;
    const name = newName();
    const beyond = { name, permissions: ["tenants.makeOwners"] };
    expect(await refusal(admin.call.roles.create(beyond))).toEqual({
      code: "BAD_REQUEST",
      issues: ["permissions not_allowed"],
    });
    const { id } = await owner.call.roles.create(beyond);
    const lesser = { id, version: 1, name, permissions: ["notes.read"] };
    expect((await refusal(admin.call.roles.update(lesser))).issues).toEqual(["permissions not_allowed"]);
    expect((await refusal(admin.call.roles.delete({ id }))).issues).toEqual(["permissions not_allowed"]);
    const guest = { email: "guest@example.test", role: id };
    expect((await refusal(admin.call.tenants.invite(guest))).issues).toEqual(["role not_allowed"]);
    expect((await admin.call.roles.grantable()).items.map((role) => role.id)).not.toContain(id);
    const change = { userId: acme.members.viewer.id, role: "owner" as const };
    expect((await refusal(admin.call.tenants.setRole(change))).issues).toEqual(["role not_allowed"]);
  });

  test("has only existing permissions, and a unique name without regard to case", async () => {
    const { call } = acme.members.owner;
    const name = newName();
    await call.roles.create({ name, permissions: ["notes.read"] });
    expect(await refusal(call.roles.create({ name: name.toUpperCase(), permissions: [] }))).toEqual({
      code: "BAD_REQUEST",
      issues: ["permissions too_small", "name taken"],
    });
    const invented = { name: newName(), permissions: ["rockets.launch"] };
    expect((await refusal(call.roles.create(invented))).issues).toEqual(["permissions invalid"]);
  });

  test("of a member or an invitation cannot be deleted", async () => {
    const { call } = acme.members.owner;
    const { id } = await call.roles.create({ name: newName(), permissions: ["notes.read"] });
    await call.tenants.invite({ email: "later@example.test", role: id });
    expect((await refusal(call.roles.delete({ id }))).issues).toEqual([" conflict"]);
    const [invitation] = (await call.tenants.members()).invitations.filter(
      ({ email }) => email === "later@example.test",
    );
    await call.tenants.withdrawInvitation({ invitationId: invitation?.id ?? "" });
    await call.roles.delete({ id });
    expect((await call.roles.list()).items.map((role) => role.id)).not.toContain(id);
  });

  test("is not overwritten after a concurrent change", async () => {
    const { call } = acme.members.owner;
    const name = newName();
    const { id } = await call.roles.create({ name, permissions: ["notes.read"] });
    const change = { id, version: 1, name, permissions: ["notes.read", "jobs.read"] };
    await call.roles.update(change);
    expect((await refusal(call.roles.update(change))).issues).toEqual([" stale", "permissions stale"]);
  });
});

describe("a policy", () => {
  test("checks the owner of an object: a job is cancelled by its user or by managers of jobs", async () => {
    const { dispatcher, admin } = acme.members;
    const other = await testApp.user("Other");
    await testApp.join(acme.id, other, "dispatcher");
    const job = { userId: dispatcher.id };
    const why = async (user: TestUser) => {
      const { permissions } = await (await testApp.as(user, "acme")).tenants.current();
      return accessOf(resources, new Set(permissions), user.id).why("jobs.cancel", job);
    };
    expect(await why(dispatcher)).toBeNull();
    expect(await why(admin)).toBeNull();
    expect(await why(other)).toContain("jobs.manage");
  });
});
