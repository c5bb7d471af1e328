import { existsSync } from "node:fs";
import { join } from "node:path";
import { mails } from "@waybill/db/mail";
import { sessions } from "@waybill/db/sessions";
import { memberships, tenants } from "@waybill/db/tenants";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { as, TestCommandLine } from "./testing/command-line.ts";

const { testApp, acme, folder, run, json, refusal, write, entries, installationEntries } =
  await TestCommandLine.start();
const { owner } = acme.members;

describe("organisations", () => {
  test("are created for their owner, with an entry in the activity", async () => {
    const person = await testApp.user("Ada");
    const { code, output } = await json(
      "tenants",
      "create",
      "--name",
      "Brick Lane",
      "--slug",
      "brick-lane",
      "--owner",
      person.email,
    );
    expect(code).toBe(0);
    expect(output).toMatchObject({ name: "Brick Lane", slug: "brick-lane" });
    const rows = await testApp.direct.transaction({ tenantId: output.id }, ({ db }) =>
      db.select().from(memberships).where(eq(memberships.tenantId, output.id)),
    );
    expect(rows).toMatchObject([{ userId: person.id, role: "owner" }]);
    expect(await entries(2, output.id)).toMatchObject([
      { action: "tenant.created", userId: person.id, actor: "command", ip: null },
    ]);
  });

  test("are exported into an archive, and imported under another slug", async () => {
    const harbour = await testApp.tenant("harbour", "owner", "viewer");
    const exported = await json("tenants", "export", "harbour", "harbour.zip");
    expect(exported).toMatchObject({
      code: 0,
      output: { slug: "harbour", path: join(folder, "harbour.zip"), people: 2 },
    });
    expect(existsSync(join(folder, "harbour.zip.unfinished"))).toBe(false);
    const imported = await json("tenants", "import", "harbour.zip", "--slug", "harbour-moved");
    expect(imported).toMatchObject({ code: 0, output: { slug: "harbour-moved", rows: exported.output.rows } });
    expect(await installationEntries(2)).toMatchObject([
      { action: "tenant.import", subjectTenantId: imported.output.id },
      { action: "tenant.export", subjectTenantId: harbour.id },
    ]);
    expect(await refusal("tenants", "import", "harbour.zip")).toEqual({ code: "BAD_REQUEST", issues: ["slug taken"] });
    write("damaged.zip", "PK");
    expect(await refusal("tenants", "import", "damaged.zip")).toEqual({
      code: "BAD_REQUEST",
      issues: ["file invalid"],
    });
    expect(await refusal("tenants", "export", "unknown", "none.zip")).toEqual({
      code: "BAD_REQUEST",
      issues: ["slug not_found"],
    });
    expect(existsSync(join(folder, "none.zip"))).toBe(false);
  });

  test("are refused with all errors at once", async () => {
    expect(await refusal("tenants", "create", "--slug", "acme", "--owner", owner.email)).toEqual({
      code: "BAD_REQUEST",
      issues: ["name required", "slug taken"],
    });
    const { code, out, err } = await run("tenants", "create", "--slug", "acme", "--owner", owner.email);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe("Some entries are invalid.\n  name: Fill this in.\n  slug: The URL name acme is already taken.\n");
    const unknownOwner = ["--owner", "unknown@example.test"];
    expect(await refusal("tenants", "create", "--slug", "acme", ...unknownOwner)).toEqual({
      code: "BAD_REQUEST",
      issues: ["name required", "slug taken", "owner not_found"],
    });
    expect(await refusal("tenants", "create", "--name", "", "--slug", "", "--owner", "")).toEqual({
      code: "BAD_REQUEST",
      issues: ["name required", "slug required", "owner required"],
    });
    expect(await refusal("tenants", "create", "--name", "Good", "--slug", "good-one", ...unknownOwner)).toEqual({
      code: "BAD_REQUEST",
      issues: ["owner not_found"],
    });
  });

  test("are listed, with an entry of the command line", async () => {
    const { output } = await json("tenants", "list", "--search", "ACM");
    expect(output.items).toMatchObject([{ slug: "acme", id: acme.id }]);
    const text = await run("tenants", "list");
    expect(text.out).toMatch(/^URL NAME +NAME +TIME ZONE +ID\n(.+\n)*acme /);
    expect(await installationEntries(1)).toMatchObject([
      { action: "support.tenants", userId: null, details: { by: "command line" } },
    ]);
  });

  test("are all listed, in several pages", async () => {
    const many = Array.from({ length: 201 }, (_, at) => ({ name: `Many ${at}`, slug: `many-${at}` }));
    await testApp.direct.transaction({}, ({ db }) => db.insert(tenants).values(many));
    const { output } = await json("tenants", "list", "--search", "many-");
    expect(new Set(output.items.map(({ slug }: { slug: string }) => slug)).size).toBe(201);
  });
});

describe("modules", () => {
  test("are listed, and switched off and on", async () => {
    expect((await run("modules", "list", ...as(owner))).out).toMatch(/parcels +on +items, places, tags/);
    expect(await refusal("modules", "off", "tags", ...as(owner))).toEqual({
      ...{ code: "BAD_REQUEST", issues: ["module conflict"] },
    });
    expect((await run("modules", "off", "tags", ...as(owner))).err).toMatch(
      /^ {2}module: .+ --together switches off these too\./m,
    );
    const all = ["items", "parcels", "tags"];
    expect((await json("modules", "off", "tags", "--together", ...as(owner))).output).toEqual({ switched: all });
    expect((await run("modules", "list", ...as(owner))).out).toMatch(/tags +off/);
    expect((await run("modules", "on", "parcels", "--together", ...as(owner))).out).toBe(
      "Switched on: items, parcels, tags\n",
    );
    expect((await entries(2)).map(({ action, actor }) => [action, actor])).toEqual([
      ["tenant.modulesSwitchedOn", "command"],
      ["tenant.modulesSwitchedOff", "command"],
    ]);
  });
});

describe("members", () => {
  test("are invited by mail, listed, and the invitation withdrawn", async () => {
    const email = "new.person@example.test";
    expect((await json("members", "invite", email, "--role", "dispatcher", ...as(owner))).output).toEqual({ email });
    const [mail] = await testApp.direct.transaction({}, ({ db }) => db.select().from(mails).where(eq(mails.to, email)));
    expect(mail?.subject).toContain("acme");
    const { out } = await run("members", "list", ...as(owner));
    expect(out).toMatch(/new\.person@example\.test +dispatcher +invited/);
    expect((await run("members", "withdraw", email, ...as(owner))).out).toBe(`${email} is no longer invited\n`);
    expect(await refusal("members", "withdraw", email, ...as(owner))).toMatchObject({ issues: ["email not_found"] });
    expect((await entries(2)).map(({ action, actor, userId }) => [action, actor, userId])).toEqual([
      ["invitation.revoked", "command", owner.id],
      ["invitation.sent", "command", owner.id],
    ]);
  });

  test("get another role, and are removed", async () => {
    const person = await testApp.user("Grace");
    await testApp.join(acme.id, person, "viewer");
    expect((await run("members", "role", person.email, "admin", ...as(owner))).code).toBe(0);
    expect((await json("members", "list", ...as(owner))).output.items).toContainEqual(
      expect.objectContaining({ email: person.email, role: "admin" }),
    );
    expect((await run("members", "remove", person.email, ...as(owner))).out).toBe(
      `${person.email} is no longer a member\n`,
    );
    expect((await entries(2)).map(({ action, actor }) => [action, actor])).toEqual([
      ["member.removed", "command"],
      ["member.roleChanged", "command"],
    ]);
  });

  test("are refused with all errors if they cannot be invited or changed", async () => {
    expect((await refusal("members", "invite", "no address", "--role", "king", ...as(owner))).issues).toEqual([
      "email invalid",
      "role invalid",
    ]);
    expect((await refusal("members", "role", "unknown@example.test", "king", ...as(owner))).issues).toEqual([
      "email not_found",
      "role not_found",
    ]);
    expect((await refusal("members", "role", owner.email, "viewer", ...as(owner))).issues).toEqual(["role conflict"]);
    expect((await refusal("members", "remove", owner.email, ...as(owner))).issues).toEqual(["email conflict"]);
    const roles = "Available: owner, admin, dispatcher, viewer.";
    for (const args of [
      ["invite", "a@example.test", "--role", "king"],
      ["role", owner.email, "king"],
    ]) {
      expect((await run("members", ...args, ...as(owner))).err).toContain(`role: There is no role king. ${roles}`);
    }
  });
});

describe("accounts", () => {
  test("become operators and lose the rights, with entries in the installation's activity", async () => {
    const { email, id } = await testApp.user("Otto");
    expect((await run("operators", "grant", ` ${email.toUpperCase()}`)).out).toBe(`${email} is now an operator\n`);
    expect((await json("operators", "list")).output.items).toMatchObject([{ id, email }]);
    expect((await run("operators", "revoke", email)).out).toBe(`${email} is no longer an operator\n`);
    expect((await json("operators", "list")).output.items).toEqual([]);
    expect(await installationEntries(2)).toMatchObject([
      { action: "operator.revoke", userId: null, subjectUserId: id, details: { by: "command line" } },
      { action: "operator.grant", userId: null, subjectUserId: id, details: { by: "command line" } },
    ]);
  });

  test("are signed out, and lose their second factors", async () => {
    const { email, id } = await testApp.user("Sam");
    const open = () => testApp.direct.transaction({}, ({ db }) => db.$count(sessions, eq(sessions.userId, id)));
    expect(await open()).toBe(1);
    expect((await json("people", "sign-out", email)).output).toMatchObject({ id, email });
    expect(await open()).toBe(0);
    expect((await run("people", "reset-second-factor", email)).out).toContain("has no second factors now");
    expect((await installationEntries(2)).map(({ action, subjectUserId }) => [action, subjectUserId])).toEqual([
      ["account.secondFactorReset", id],
      ["account.sessionsEnded", id],
    ]);
  });

  test("are reported at their path if they do not exist", async () => {
    for (const command of [
      ["operators", "grant"],
      ["operators", "revoke"],
      ["people", "sign-out"],
      ["people", "reset-second-factor"],
    ]) {
      expect(await refusal(...command, "unknown@example.test")).toEqual({
        code: "BAD_REQUEST",
        issues: ["email not_found"],
      });
    }
    expect((await run("operators", "grant", "unknown@example.test")).err).toContain(
      "email: No account has the email address",
    );
  });
});
