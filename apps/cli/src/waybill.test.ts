import { execFile } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandContext, setOperator } from "@waybill/api/command-line";
import { TestApp, type TestMember } from "@waybill/api/testing";
import { Database } from "@waybill/db";
import { activity, installationActivity, jobs } from "@waybill/db/core";
import { mails } from "@waybill/db/mail";
import { sessions } from "@waybill/db/sessions";
import { memberships, tenants } from "@waybill/db/tenants";
import { and, desc, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { runCommand, type Said } from "./testing/run.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof open>>;
let owner: TestMember;
const folder = mkdtempSync(join(tmpdir(), "waybill-cli-"));

const open = () => testApp.tenant("acme", "owner", "admin", "dispatcher", "viewer");

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await open();
  owner = acme.members.owner;
});

const run = (...args: string[]): Promise<Said> => runCommand(testApp.app, args, { directory: folder });

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

/** In the organisation, in a member's name. */
const as = ({ email }: { email: string }) => ["--tenant", "acme", "--as", email];

async function json(...args: string[]) {
  const { code, out, err } = await run("--json", ...args);
  expect(err).toBe("");
  return { code, said: JSON.parse(out) };
}

/** The refusal of a command, with issues as `path code`. */
async function refusal(...args: string[]) {
  const { code, said } = await json(...args);
  expect(code).toBe(1);
  const issues: { path: string[]; code: string }[] = said.error.issues;
  return { code: said.error.code, issues: issues.map(({ path, code: why }) => `${path.join(".")} ${why}`) };
}

/** The newest entries of the organisation's activity, and of the installation's. */
const entries = (limit: number, tenantId = acme.id) =>
  testApp.direct.transaction({ tenantId }, ({ db }) =>
    db.select().from(activity).where(eq(activity.tenantId, tenantId)).orderBy(desc(activity.id)).limit(limit),
  );
const installationEntries = (limit: number) =>
  testApp.direct.transaction({}, ({ db }) =>
    db.select().from(installationActivity).orderBy(desc(installationActivity.id)).limit(limit),
  );

test("all missing arguments are named at once", async () => {
  const all = [
    "missing required argument 'what'",
    "required option '-t, --tenant <slug>' not specified",
    "required option '--as <email>' not specified",
  ];
  const { code, err } = await run("export");
  expect(code).toBe(2);
  expect(err).toBe(`error: ${all.join("\n  ")}\nSee --help.\n`);
  const { said } = await json("export");
  expect(said.error).toMatchObject({ code: "USAGE", message: all.join("\n  ") });
  expect((await run("export", "items", "--tenant", "acme")).err).toMatch(/^error: required option '--as <email>'/);
});

test("without a command the help is printed; the version has an option", async () => {
  for (const group of [[], ["tenants"]]) {
    const plain = await run(...group);
    expect(plain).toMatchObject({ code: 2, out: "" });
    expect(plain.err).toContain(`Usage: waybill${group.map((name) => ` ${name}`).join("")} `);
    const { code, out, err } = await run("--json", ...group);
    expect({ code, err }).toEqual({ code: 2, err: plain.err });
    expect(JSON.parse(out).error).toMatchObject({
      code: "USAGE",
      message: expect.stringMatching(
        group.length ? /^Name a command\. Available: list, create/ : /Available: tenants, members/,
      ),
    });
  }
  const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  expect(await run("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
  expect((await json("--version")).said).toEqual({ version });
  expect(await run("--json", "--help")).toMatchObject({ code: 0, out: expect.stringContaining("Usage: waybill") });
});

describe("organisations", () => {
  test("are created for their owner, with an entry in the activity", async () => {
    const person = await testApp.user("Ada");
    const { code, said } = await json(
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
    expect(said).toMatchObject({ name: "Brick Lane", slug: "brick-lane" });
    const rows = await testApp.direct.transaction({ tenantId: said.id }, ({ db }) =>
      db.select().from(memberships).where(eq(memberships.tenantId, said.id)),
    );
    expect(rows).toMatchObject([{ userId: person.id, role: "owner" }]);
    expect(await entries(2, said.id)).toMatchObject([
      { action: "tenant.created", userId: person.id, actor: "command", ip: null },
    ]);
  });

  test("are exported into an archive, and imported under another slug", async () => {
    const harbour = await testApp.tenant("harbour", "owner", "viewer");
    const exported = await json("tenants", "export", "harbour", "harbour.zip");
    expect(exported).toMatchObject({
      code: 0,
      said: { slug: "harbour", path: join(folder, "harbour.zip"), people: 2 },
    });
    expect(existsSync(join(folder, "harbour.zip.unfinished"))).toBe(false);
    const imported = await json("tenants", "import", "harbour.zip", "--slug", "harbour-moved");
    expect(imported).toMatchObject({ code: 0, said: { slug: "harbour-moved", rows: exported.said.rows } });
    expect(await installationEntries(2)).toMatchObject([
      { action: "tenant.import", subjectTenantId: imported.said.id },
      { action: "tenant.export", subjectTenantId: harbour.id },
    ]);
    expect(await refusal("tenants", "import", "harbour.zip")).toEqual({ code: "BAD_REQUEST", issues: ["slug taken"] });
    write("damaged.zip", "PK");
    expect(await refusal("tenants", "import", "damaged.zip")).toEqual({
      code: "BAD_REQUEST",
      issues: ["file invalid"],
    });
    expect(await refusal("tenants", "export", "nobody", "none.zip")).toEqual({
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
    expect(err).toBe(
      "Some entries need another look.\n  name: Fill this in.\n  slug: The URL name acme is already taken.\n",
    );
    const nobody = ["--owner", "nobody@example.test"];
    expect(await refusal("tenants", "create", "--slug", "acme", ...nobody)).toEqual({
      code: "BAD_REQUEST",
      issues: ["name required", "slug taken", "owner not_found"],
    });
    expect(await refusal("tenants", "create", "--name", "", "--slug", "", "--owner", "")).toEqual({
      code: "BAD_REQUEST",
      issues: ["name required", "slug required", "owner required"],
    });
    expect(await refusal("tenants", "create", "--name", "Good", "--slug", "good-one", ...nobody)).toEqual({
      code: "BAD_REQUEST",
      issues: ["owner not_found"],
    });
  });

  test("are listed, with an entry of the command line", async () => {
    const { said } = await json("tenants", "list", "--search", "ACM");
    expect(said.items).toMatchObject([{ slug: "acme", id: acme.id }]);
    const text = await run("tenants", "list");
    expect(text.out).toMatch(/^SLUG +NAME +TIME ZONE +ID\n(.+\n)*acme /);
    expect(await installationEntries(1)).toMatchObject([
      { action: "support.tenants", userId: null, details: { by: "command line" } },
    ]);
  });

  test("are all listed, in several pages", async () => {
    const many = Array.from({ length: 201 }, (_, at) => ({ name: `Many ${at}`, slug: `many-${at}` }));
    await testApp.direct.transaction({}, ({ db }) => db.insert(tenants).values(many));
    const { said } = await json("tenants", "list", "--search", "many-");
    expect(new Set(said.items.map(({ slug }: { slug: string }) => slug)).size).toBe(201);
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
    expect((await json("modules", "off", "tags", "--together", ...as(owner))).said).toEqual({ switched: all });
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
    expect((await json("members", "invite", email, "--role", "dispatcher", ...as(owner))).said).toEqual({ email });
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
    expect((await json("members", "list", ...as(owner))).said.items).toContainEqual(
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

  test("that cannot be invited or changed are refused with all errors", async () => {
    expect((await refusal("members", "invite", "no address", "--role", "king", ...as(owner))).issues).toEqual([
      "email invalid",
      "role invalid",
    ]);
    expect((await refusal("members", "role", "nobody@example.test", "king", ...as(owner))).issues).toEqual([
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

describe("who acts", () => {
  test("may do exactly what the role allows", async () => {
    const { admin, dispatcher, viewer } = acme.members;
    for (const member of [dispatcher, viewer]) {
      for (const command of [
        ["members", "invite", "a@example.test", "--role", "viewer"],
        ["members", "role", viewer.email, "admin"],
        ["members", "remove", admin.email],
      ]) {
        expect((await refusal(...command, ...as(member))).code).toBe("FORBIDDEN");
      }
    }
    expect(await refusal("members", "invite", "a@example.test", "--role", "owner", ...as(admin))).toMatchObject({
      issues: ["role not_allowed"],
    });
    for (const command of [
      ["queues", "list"],
      ["queues", "retry", "parcels.makeLabel"],
    ]) {
      expect((await refusal(...command, "--as", owner.email)).code).toBe("FORBIDDEN");
    }
  });

  test("must be a member: a foreign organisation is not found", async () => {
    const other = await testApp.tenant("other", "owner");
    const stranger = other.members.owner;
    for (const tenant of ["acme", acme.id, "nowhere"]) {
      expect((await refusal("members", "list", "--tenant", tenant, "--as", stranger.email)).code).toBe("NOT_FOUND");
    }
    expect(await refusal("members", "list", "--tenant", "acme", "--as", "nobody@example.test")).toMatchObject({
      issues: ["as not_found"],
    });
  });

  test("needs the second factor that the organisation requires", async () => {
    const strict = await testApp.tenant("strict", "owner");
    await testApp.direct.transaction({}, ({ db }) =>
      db
        .update(tenants)
        .set({ secondFactorFrom: new Date(0) })
        .where(eq(tenants.id, strict.id)),
    );
    const command = ["members", "list", "--tenant", "strict", "--as", strict.members.owner.email];
    expect(await refusal(...command)).toEqual({ code: "FORBIDDEN", issues: [" second_factor_required"] });
  });

  test("has a separate request id for each command, in entry and error", async () => {
    const before = await entries(1);
    await run("members", "invite", "b@example.test", "--role", "viewer", ...as(owner));
    await run("members", "invite", "c@example.test", "--role", "viewer", ...as(owner));
    const [last, first] = await entries(2);
    expect(new Set([before[0]?.requestId, first?.requestId, last?.requestId]).size).toBe(3);
    const { said } = await json("members", "remove", "nobody@example.test", ...as(owner));
    expect(said.error.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("accounts", () => {
  test("become operators and lose the rights, with entries in the installation's activity", async () => {
    const { email, id } = await testApp.user("Otto");
    expect((await run("operators", "grant", ` ${email.toUpperCase()}`)).out).toBe(`${email} is now an operator\n`);
    expect((await json("operators", "list")).said.items).toMatchObject([{ id, email }]);
    expect((await run("operators", "revoke", email)).out).toBe(`${email} is no longer an operator\n`);
    expect((await json("operators", "list")).said.items).toEqual([]);
    expect(await installationEntries(2)).toMatchObject([
      { action: "operator.revoke", userId: null, subjectUserId: id, details: { by: "command line" } },
      { action: "operator.grant", userId: null, subjectUserId: id, details: { by: "command line" } },
    ]);
  });

  test("are signed out, and lose their second factors", async () => {
    const { email, id } = await testApp.user("Sam");
    const open = () => testApp.direct.transaction({}, ({ db }) => db.$count(sessions, eq(sessions.userId, id)));
    expect(await open()).toBe(1);
    expect((await json("people", "sign-out", email)).said).toMatchObject({ id, email });
    expect(await open()).toBe(0);
    expect((await run("people", "reset-second-factor", email)).out).toContain("has no second factors now");
    expect((await installationEntries(2)).map(({ action, subjectUserId }) => [action, subjectUserId])).toEqual([
      ["account.secondFactorReset", id],
      ["account.sessionsEnded", id],
    ]);
  });

  test("that do not exist are reported at their path", async () => {
    for (const command of [
      ["operators", "grant"],
      ["operators", "revoke"],
      ["people", "sign-out"],
      ["people", "reset-second-factor"],
    ]) {
      expect(await refusal(...command, "nobody@example.test")).toEqual({
        code: "BAD_REQUEST",
        issues: ["email not_found"],
      });
    }
    expect((await run("operators", "grant", "nobody@example.test")).err).toContain("email: No account has the address");
  });
});

describe("files", () => {
  test("are imported; errors name line and column", async () => {
    write(
      "items.csv",
      "sku,name,weight,price,currency\nMUG-1,Mug,210,12.50,EUR\nMUG-2,Mug,heavy,12.50,EUR\n,Mug,1,1.00,EUR\n",
    );
    const forms = ["--price", "major", "--weight", "g"];
    const unanswered = await run("import", "items", "items.csv", "--price", "major", ...as(owner));
    expect(unanswered).toMatchObject({ code: 1, out: "" });
    expect(unanswered.err).toMatch(/^Nothing was imported\.\n {2}--weight: .+\n$/);
    const checked = await json("import", "items", "items.csv", "--check", ...forms, ...as(owner));
    expect(checked.said).toMatchObject({ mode: "check", rows: 3, created: 1, refused: 2 });
    const done = await json("import", "items", "items.csv", ...forms, ...as(owner));
    expect(done.code).toBe(1);
    expect(done.said).toMatchObject({ mode: "import", rows: 3, created: 1, updated: 0, refused: 2 });
    expect(done.said.problems).toMatchObject([
      { line: 3, column: "weight", value: "heavy" },
      { line: 4, column: "sku" },
    ]);
    const again = await run("import", "items", "items.csv", ...forms, ...as(owner));
    expect(again.out).toBe("3 rows: 0 created, 0 updated, 1 unchanged, 2 refused\n");
    expect(again.err).toMatch(/line 3, weight: .+ \(heavy\)\nline 4, sku: .+\n$/);
    expect((await owner.call.items.list({})).items).toMatchObject([{ sku: "MUG-1" }]);
  });

  test("without errors exit with 0", async () => {
    write("places.csv", "code,name,country,city,postcode,line1\nHQ,Head office,DE,Berlin,10115,Torstraße 1\n");
    const { code, out } = await run("import", "places", "places.csv", ...as(owner));
    expect([code, out]).toEqual([0, "1 row: 1 created, 0 updated, 0 unchanged, 0 refused\n"]);
    const lines = "HQ2;Second office;DE;Berlin;10115;Torstraße 2\n";
    write("renamed.csv", `Ref;Office;Land;Town;Zip;Street\n${lines}`);
    const columns = ["code=Ref", "name=Office", "country=Land", "city=Town", "postcode=Zip", "line1=Street"];
    const chosen = columns.flatMap((column) => ["--column", column]);
    const renamed = await run("import", "places", "renamed.csv", "--separator", "semicolon", ...chosen, ...as(owner));
    expect(renamed).toMatchObject({ code: 0, out: "1 row: 1 created, 0 updated, 0 unchanged, 0 refused\n" });
  });

  test("that cannot be read change nothing", async () => {
    write("odd.csv", "colour,size\nred,7\n");
    const { code, out, err } = await run("import", "items", "odd.csv", ...as(owner));
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("Nothing was imported.");
    expect(err).toContain("The file has no column for sku");
    expect((await json("import", "items", "odd.csv", "--preview", ...as(owner))).said).toMatchObject({
      headers: ["colour", "size"],
    });
    expect((await run("import", "items", "missing.csv", ...as(owner))).err).toContain("There is no file");
    const forbidden = await refusal("import", "items", "odd.csv", ...as(acme.members.viewer));
    expect(forbidden.code).toBe("FORBIDDEN");
  });

  test("are written by exports, with the list's filter", async () => {
    const { said } = await json("export", "places", "--filter", '{"search":"Head"}', ...as(acme.members.viewer));
    expect(said).toMatchObject({ path: join(folder, "places-acme.csv"), rows: 1 });
    expect(readFileSync(said.path, "utf8")).toContain("Head office");
    const { out } = await run("export", "places", "-o", "-", ...as(owner));
    expect(out.split("\n").filter(Boolean)).toHaveLength(3);
    await run("export", "places", "--format", "xlsx", "-o", "all.xlsx", ...as(owner));
    expect(readFileSync(join(folder, "all.xlsx")).subarray(0, 2).toString()).toBe("PK");
    expect((await refusal("export", "places", "--filter", '{"countries":["XX"]}', ...as(owner))).issues).toEqual([
      "countries.0 invalid",
    ]);
    const before = await entries(1);
    const typo = await json(
      "export",
      "places",
      "--filter",
      '{"serch":"Head","countries":["DE"],"from":1}',
      ...as(owner),
    );
    expect(typo).toMatchObject({ code: 2, said: { error: { code: "USAGE" } } });
    expect(typo.said.error.message).toMatch(
      /^places have no filter serch, from\. Available: (?=.*search)(?=.*countries)(?!.*format)/,
    );
    expect(await entries(1)).toEqual(before);
    expect(before).toMatchObject([{ action: "places.export", actor: "command", userId: owner.id }]);
  });
});

describe("a file that a command names", () => {
  const reading = [
    ["tenants", "import"],
    ["import", "items"],
  ];
  const writing = [
    ["tenants", "export", "acme"],
    ["export", "places", "-o"],
  ];
  const named = (command: string[], path: string) =>
    run(...command, path, ...(command[0] === "tenants" ? [] : as(owner)));

  test.each(reading)("that cannot be read is reported in a sentence: %s %s", async (...command) => {
    expect(await named(command, "missing")).toEqual({
      ...{ code: 1, out: "", err: `There is no file ${join(folder, "missing")}.\n` },
    });
    expect(await named(command, ".")).toMatchObject({ code: 1, err: `${folder} is a folder. Name a file.\n` });
    expect((await named(command, "damaged.zip/inside")).err).toMatch(/^There is no file .*inside\.\n$/);
  });

  test.each(writing)("that cannot be written is reported before the work: %s %s", async (...command) => {
    write("file.txt", "");
    const before = await entries(1);
    const told = async (path: string) => {
      const { code, out, err } = await named(command, path);
      expect([code, out]).toEqual([1, ""]);
      return err.replaceAll(folder, "");
    };
    expect(await told("missing/a.csv")).toBe("/missing/a.csv cannot be written: there is no such folder.\n");
    expect(await told("file.txt/a.csv")).toBe("/file.txt/a.csv cannot be written: a part of it is no folder.\n");
    expect(await told(".")).toBe(" is a folder. Name a file in it.\n");
    expect(await told("a".repeat(300))).toMatch(/cannot be written: the name is too long\.\n$/);
    expect(await entries(1)).toEqual(before);
  });
});

test("an export follows a link, and writes to a device directly", async () => {
  write("target.csv", "before");
  symlinkSync(join(folder, "target.csv"), join(folder, "link.csv"));
  symlinkSync("/dev/null", join(folder, "nothing"));
  for (const name of ["link.csv", "nothing"]) {
    expect(await run("export", "places", "-o", name, ...as(owner))).toMatchObject({ code: 0 });
    expect(lstatSync(join(folder, name)).isSymbolicLink(), name).toBe(true);
  }
  expect(readFileSync(join(folder, "target.csv"), "utf8")).toMatch(/^\ufeff?code/);
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

describe("jobs and events", () => {
  /** The newest job of a kind in the organisation. */
  async function newest(name: string) {
    const rows = await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db
        .select()
        .from(jobs)
        .where(and(eq(jobs.tenantId, acme.id), eq(jobs.name, name)))
        .orderBy(desc(jobs.id))
        .limit(1),
    );
    return rows.at(0);
  }

  test("jobs are listed, cancelled and retried", async () => {
    await run("export", "tags", "-o", "-", ...as(owner));
    const job = await newest("tags.export");
    const { said } = await json("jobs", "list", "--name", "tags.export", ...as(owner));
    expect(said.items).toMatchObject([{ id: job?.id, state: "done" }]);
    expect(
      (await json("jobs", "list", "--state", "failed", "queued", "--name", "tags.export", ...as(owner))).said.items,
    ).toEqual([]);
    expect((await refusal("jobs", "cancel", job?.id ?? "", ...as(owner))).issues).toEqual([" conflict"]);
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db
        .update(jobs)
        .set({ state: "failed" })
        .where(and(eq(jobs.tenantId, acme.id), eq(jobs.id, job?.id ?? ""))),
    );
    expect((await refusal("jobs", "retry", job?.id ?? "", ...as(acme.members.viewer))).code).toBe("FORBIDDEN");
    const unknown = await run("jobs", "retry", "nope", ...as(owner));
    expect(unknown).toMatchObject({ code: 1, out: "" });
    expect(unknown.err).toContain("id: There is no job nope. waybill jobs list shows the ids.");
    expect((await run("jobs", "retry", job?.id ?? "", ...as(owner))).code).toBe(0);
    expect(await entries(1)).toMatchObject([{ action: "jobs.retry", actor: "command", userId: owner.id }]);
    expect(await newest("tags.export")).toMatchObject({ id: job?.id, state: "done" });
  });

  test("events are counted and replayed to a handler", async () => {
    const { said: map } = await json("events", "handlers", ...as(owner));
    const [{ handler }] = map.items;
    expect((await json("events", "replay", handler, "--count", ...as(owner))).said).toEqual({ count: 0 });
    expect((await json("events", "replay", handler, "--missed-only", ...as(owner))).said).toMatchObject({ count: 0 });
    expect(await entries(1)).toMatchObject([{ action: "events.replay", actor: "command" }]);
    expect((await refusal("events", "replay", "nobody.listens", ...as(owner))).issues).toEqual(["handler not_found"]);
    expect((await refusal("events", "replay", handler, "--event", "nope", ...as(owner))).issues).toEqual([
      "event invalid",
    ]);
  });

  test("operators see the queues, and act on them under their own name", async () => {
    const operator = await testApp.user("Olga");
    await setOperator(await commandContext(testApp.app), operator.email, true);
    const { said } = await json("queues", "list", "--as", operator.email);
    expect(said.items).toContainEqual(expect.objectContaining({ kind: "tags.export" }));
    expect((await run("queues", "retry", "tags.export", "--as", operator.email)).out).toBe("No job matches\n");
    expect((await refusal("queues", "retry", "no kind!", "--as", operator.email)).issues).toEqual(["kind invalid"]);
    const unknown = await run("queues", "retry", "nope", "--as", operator.email);
    expect(unknown).toMatchObject({ code: 1, out: "" });
    expect(unknown.err).toMatch(/kind: There is no kind nope\. Available: .*tags\.export/);
  });
});

describe("the command line", () => {
  test("explains the format of an option's value", async () => {
    const moment = "Give a time, like 2027-01-31T08:00:00Z.";
    for (const [args, says] of [
      [["events", "replay", "a.b", "--from", "yesterday", ...as(owner)], moment],
      [["events", "replay", "a.b", "--to", "2027-01-31", ...as(owner)], moment],
      [["queues", "retry", "a.b", "--since", "now", "--as", owner.email], moment],
      [["jobs", "list", "--limit", "many", ...as(owner)], "Give a whole number."],
    ] as const) {
      const { code, err } = await run(...args);
      expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    }
  });

  test("lists the allowed values of an input", async () => {
    const { code, err } = await run("export", "parcels", "--filter", '{"states":["lost"]}', ...as(owner));
    expect(code).toBe(1);
    expect(err).toMatch(/^ {2}states\.0: .+ Available: draft, .+\.$/m);
  });

  test("refuses invalid arguments with exit code 2, as JSON too", async () => {
    for (const args of [
      ["nonsense"],
      ["members", "nonsense"],
      ["members", "list"],
      ["tenants", "list", "--loud"],
      [],
    ]) {
      const { code, out, err } = await run(...args);
      expect([args, code, out]).toEqual([args, 2, ""]);
      expect(err).not.toBe("");
    }
    for (const deed of ["import", "export"]) {
      const { code, err } = await run(deed, "nonsense", ...(deed === "import" ? ["a.csv"] : []), ...as(owner));
      expect(code).toBe(2);
      expect(err).toMatch(/^There is no (im|ex)port of nonsense\. Available: .*items.*\.\n$/);
    }
    expect((await json("export", "items", "-o", "-", ...as(owner))).said.error.code).toBe("USAGE");
    const { code, said } = await json("members", "list");
    expect([code, said.error.code]).toEqual([2, "USAGE"]);
  });

  test("prints only the request's id for an unexpected error", async () => {
    const broken = await TestApp.start();
    const owns = new Database({ url: broken.urls.ownerUrl, max: 1 });
    await owns.transaction({}, ({ db }) => db.execute(sql`alter table users rename column superuser to gone`));
    await owns.close();
    const { code, out } = await runCommand(broken.app, ["operators", "list", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out).error).toMatchObject({ code: "INTERNAL_SERVER_ERROR", issues: [] });
    expect(out).not.toContain("superuser");
    expect(JSON.parse(out).error.message).toContain(JSON.parse(out).error.requestId);
    await broken.close();
  });

  test("runs as a process, with its settings from the environment", async () => {
    const main = fileURLToPath(new URL("main.ts", import.meta.url));
    const env = {
      ...{ PATH: process.env.PATH, NODE_ENV: "test", DATABASE_URL: testApp.urls.applicationUrl },
      ...{ AUTH_SECRET: testApp.app.settings.AUTH_SECRET, DATABASE_TAKES_ROLE: "false", DATA_DIR: folder },
    };
    const start = (args: string[], own: NodeJS.ProcessEnv = env) =>
      new Promise<Said>((resolve) => {
        execFile(process.execPath, [main, ...args], { cwd: folder, env: own }, (error, out, err) =>
          resolve({ code: error ? Number(error.code) : 0, out, err }),
        );
      });
    const away = { ...env, DATABASE_URL: "postgres://waybill:password@127.0.0.1:1/waybill" };
    const stranger = new URL(testApp.urls.applicationUrl);
    stranger.password = "wrong";
    const [listed, completed, unset, unreachable, refused] = await Promise.all([
      start(["tenants", "list", "--search", "acme", "--json"]),
      start(["complete", "--", "members", "in"], {}),
      start(["operators", "list"], { PATH: process.env.PATH }),
      start(["operators", "list"], away),
      start(["operators", "list", "--json"], { ...env, DATABASE_URL: stranger.href }),
    ]);
    expect(listed).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(listed.out).items).toMatchObject([{ slug: "acme" }]);
    expect(completed.out).toMatch(/^invite\t/);
    expect(unset).toMatchObject({ code: 1, out: "" });
    expect(unset.err).toContain("DATABASE_URL");
    expect(unset.err).toContain("AUTH_SECRET");
    expect(unreachable).toMatchObject({ code: 1, out: "" });
    expect(unreachable.err).toMatch(/^The database does not answer: .*127\.0\.0\.1:1.* Check DATABASE_URL and whether/);
    expect(JSON.parse(refused.out).error).toMatchObject({
      ...{
        code: "SERVICE_UNAVAILABLE",
        message: expect.stringMatching(/^Postgres refuses the login: .* Check DATABASE_URL/),
      },
    });
  });
});
