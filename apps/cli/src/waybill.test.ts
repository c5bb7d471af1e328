import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TestApp } from "@waybill/api/testing";
import { Database } from "@waybill/db";
import { tenants } from "@waybill/db/tenants";
import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { as, TestCommandLine } from "./testing/command-line.ts";
import { type CommandOutput, runCommand } from "./testing/run.ts";

const { testApp, acme, folder, run, json, refusal, entries } = await TestCommandLine.start();
const { owner } = acme.members;

test("all missing arguments are named at once", async () => {
  const all = [
    "missing required argument 'what'",
    "required option '-t, --tenant <slug>' not specified",
    "required option '--as <email>' not specified",
  ];
  const { code, err } = await run("export");
  expect(code).toBe(2);
  expect(err).toBe(`error: ${all.join("\n  ")}\nSee --help.\n`);
  const { output } = await json("export");
  expect(output.error).toMatchObject({ code: "USAGE", message: all.join("\n  ") });
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
        group.length ? /^Specify a command\. Available: list, create/ : /Available: tenants, members/,
      ),
    });
  }
  const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  expect(await run("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
  expect((await json("--version")).output).toEqual({ version });
  expect(await run("--json", "--help")).toMatchObject({ code: 0, out: expect.stringContaining("Usage: waybill") });
});

describe("the user of a command", () => {
  test("has exactly the rights of the role", async () => {
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
    const outsider = other.members.owner;
    for (const tenant of ["acme", acme.id, "nowhere"]) {
      expect((await refusal("members", "list", "--tenant", tenant, "--as", outsider.email)).code).toBe("NOT_FOUND");
    }
    expect(await refusal("members", "list", "--tenant", "acme", "--as", "unknown@example.test")).toMatchObject({
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
    const { output } = await json("members", "remove", "unknown@example.test", ...as(owner));
    expect(output.error.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("the command line", () => {
  test("explains the format of an option's value", async () => {
    const moment = "Specify a time, such as 2027-01-31T08:00:00Z.";
    for (const [args, says] of [
      [["events", "replay", "a.b", "--from", "yesterday", ...as(owner)], moment],
      [["events", "replay", "a.b", "--to", "2027-01-31", ...as(owner)], moment],
      [["queues", "retry", "a.b", "--since", "now", "--as", owner.email], moment],
      [["jobs", "list", "--limit", "many", ...as(owner)], "Specify a whole number."],
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
    expect((await json("export", "items", "-o", "-", ...as(owner))).output.error.code).toBe("USAGE");
    const { code, output } = await json("members", "list");
    expect([code, output.error.code]).toEqual([2, "USAGE"]);
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
      new Promise<CommandOutput>((resolve) => {
        execFile(process.execPath, [main, ...args], { cwd: folder, env: own }, (error, out, err) =>
          resolve({ code: error ? Number(error.code) : 0, out, err }),
        );
      });
    const away = { ...env, DATABASE_URL: "postgres://waybill:password@127.0.0.1:1/waybill" };
    const wrongUrl = new URL(testApp.urls.applicationUrl);
    wrongUrl.password = "wrong";
    const [listed, completed, unset, unreachable, refused] = await Promise.all([
      start(["tenants", "list", "--search", "acme", "--json"]),
      start(["complete", "--", "members", "in"], {}),
      start(["operators", "list"], { PATH: process.env.PATH }),
      start(["operators", "list"], away),
      start(["operators", "list", "--json"], { ...env, DATABASE_URL: wrongUrl.href }),
    ]);
    expect(listed).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(listed.out).items).toMatchObject([{ slug: "acme" }]);
    expect(completed.out).toMatch(/^invite\t/);
    expect(unset).toMatchObject({ code: 1, out: "" });
    expect(unset.err).toContain("DATABASE_URL");
    expect(unset.err).toContain("AUTH_SECRET");
    expect(unreachable).toMatchObject({ code: 1, out: "" });
    expect(unreachable.err).toMatch(
      /^The database is not responding: .*127\.0\.0\.1:1.* Check DATABASE_URL and whether/,
    );
    expect(JSON.parse(refused.out).error).toMatchObject({
      ...{
        code: "SERVICE_UNAVAILABLE",
        message: expect.stringMatching(/^Postgres refuses the login: .* Check DATABASE_URL/),
      },
    });
  });
});
