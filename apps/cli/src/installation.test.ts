import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "@waybill/api/doctor";
import { MailServer, TestApp } from "@waybill/api/testing";
import { startWorker } from "@waybill/api/worker";
import { Database, newId } from "@waybill/db";
import { installationActivity } from "@waybill/db/core";
import { files } from "@waybill/db/files";
import { lastMigration } from "@waybill/db/schema-version";
import { startTestPooler } from "@waybill/db/testing-pooler";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { runCommand } from "./testing/run.ts";

let testApp: TestApp;
let mailServer: MailServer;

beforeAll(async () => {
  mailServer = await MailServer.start();
  testApp = await TestApp.start({
    JOBS_MODE: "queue",
    SMTP_URL: mailServer.url,
    PUBLIC_URL: "https://desk.example.com",
  });
});
afterAll(() => mailServer.stop());

describe("waybill settings", () => {
  const good = {
    ...{ DATABASE_URL: "postgres://desk:hunter2@127.0.0.1/waybill", AUTH_SECRET: "s".repeat(32) },
    ...{ SMTP_URL: "smtp://me:hunter2@127.0.0.1", DATA_DIR: "/srv/waybill" },
  };

  test("prints every setting and no secret", async () => {
    const { code, out } = await runCommand(testApp.app, ["settings"], { env: good });
    expect(code).toBe(0);
    expect(out).toMatch(/^SETTING +VALUE +FROM +PROBLEM\n/);
    expect(out).toMatch(/^DATABASE_URL +postgres:\/\/…@127\.0\.0\.1\/waybill +environment$/m);
    expect(out).toMatch(/^AUTH_SECRET +\(set\) +environment$/m);
    expect(out).toMatch(/^DATA_DIR +\/srv\/waybill +npm start$/m);
    expect(out).toMatch(/^PORT +3000 +default$/m);
    expect(out).not.toMatch(/hunter2|ssss/);
  });

  test("reports invalid settings and exits with 1", async () => {
    const { code, out } = await runCommand(testApp.app, ["settings", "--json"], { env: { ...good, PORT: "no" } });
    expect(code).toBe(1);
    const wrong = JSON.parse(out).items.filter(({ problem }: { problem: string | null }) => problem);
    expect(wrong).toMatchObject([{ name: "PORT", value: "no", from: "environment" }]);
  });

  test("omits settings that the named process does not need", async () => {
    const { SMTP_URL: _, ...env } = good;
    const { code, out } = await runCommand(testApp.app, ["settings", "--process", "web"], { env });
    expect(code).toBe(0);
    expect(out).not.toContain("SMTP_URL");
    expect((await runCommand(testApp.app, ["settings"], { env })).code).toBe(1);
  });
});

describe("waybill doctor", () => {
  /** The findings, by check. */
  async function diagnose(of: TestApp = testApp) {
    const { DATABASE_URL, AUTH_SECRET, SMTP_URL = "", DATA_DIR } = of.app.settings;
    const env = { DATABASE_URL, AUTH_SECRET, SMTP_URL, DATA_DIR };
    const { code, out } = await runCommand(of.app, ["doctor", "--json"], { env });
    const items: Finding[] = JSON.parse(out).items;
    return { code, found: new Map(items.map((finding) => [finding.check, finding])) };
  }

  /** Another process on the same database, with other settings. */
  function otherProcess(env: Parameters<TestApp["withSettings"]>[0]) {
    const other = testApp.withSettings({ JOBS_MODE: "queue", SMTP_URL: mailServer.url, ...env });
    onTestFinished(() => other.close());
    return other;
  }

  /** Changes the database as its owner, and undoes the change after the test. */
  async function changeDuringTest(change: ReturnType<typeof sql>, undo: ReturnType<typeof sql>) {
    const owner = new Database({ url: testApp.urls.ownerUrl, max: 1 });
    await owner.transaction({}, ({ db }) => db.execute(change));
    onTestFinished(async () => {
      await owner.transaction({}, ({ db }) => db.execute(undo));
      await owner.close();
    });
  }

  test("reports a healthy installation without problems, and sends no mail", async () => {
    const worker = await startWorker(testApp.app);
    onTestFinished(() => worker.stop());
    const { code, found } = await diagnose();
    const checks = [
      "settings",
      "database",
      "encryption",
      "url",
      "schema",
      "nodes",
      "rights",
      "sessions",
      "clock",
      "queue",
      "workers",
      "contents",
      "mail",
      "files",
    ];
    expect([...found.keys()]).toEqual(checks);
    expect([...found.values()].filter(({ state }) => state !== "ok")).toEqual([]);
    expect(code).toBe(0);
    expect(mailServer.received).toEqual([]);
  });

  test("finds files that are in another store", async () => {
    const { id: tenantId } = await testApp.tenant("with-files");
    const id = newId();
    const key = `${tenantId}/${id}`;
    await testApp.app.clients.files.write(key, Buffer.from("rows"));
    const file = { tenantId, id, key, kind: "test", permission: "jobs.read", name: "a.csv", contentType: "text/csv" };
    await testApp.app.database.transaction({ tenantId }, ({ db }) => db.insert(files).values({ ...file, size: 4 }));
    expect((await diagnose()).found.get("contents")).toMatchObject({ state: "ok" });
    const elsewhere = otherProcess({ DATA_DIR: mkdtempSync(join(tmpdir(), "waybill-elsewhere-")) });
    expect((await diagnose(elsewhere)).found.get("contents")).toMatchObject({
      state: "wrong",
      message: "The newest files of 1 of 1 organisations are missing from this file store",
      advice: expect.stringContaining("DATA_DIR"),
    });
  });

  test("prints advice below a problem", async () => {
    const { DATABASE_URL, AUTH_SECRET } = testApp.app.settings;
    const env = { DATABASE_URL, AUTH_SECRET, SMTP_URL: mailServer.url };
    const { code, out } = await runCommand(testApp.app, ["doctor"], { env });
    expect(code).toBe(1);
    expect(out).toMatch(/^✔ database +Postgres \d+\S* .*is available\.$/m);
    expect(out).toMatch(/^✖ workers +No worker is running\.\n +Start one: npm run start:worker .+$/m);
    // Two columns: the check and its message.
    for (const line of out.trimEnd().split("\n")) expect(line).toMatch(/^(?:[✔!✖] [a-z]+ {2,}\S| {14}\S)/);
  });

  test("names invalid settings and does no further checks", async () => {
    const { code, out } = await runCommand(testApp.app, ["doctor", "--json"], { env: { PORT: "no" } });
    expect(code).toBe(1);
    const items: Finding[] = JSON.parse(out).items;
    expect(items.map(({ check, state }) => [check, state])).toEqual([["settings", "wrong"]]);
    for (const name of ["PORT", "DATABASE_URL", "AUTH_SECRET"]) expect(items[0]?.message).toContain(`${name}: `);
  });

  test.each([
    ["SMTP_URL", () => ({}), false],
    ["AUTH_GITHUB_SECRET", () => ({ SMTP_URL: mailServer.url, AUTH_GITHUB_ID: "id" }), true],
  ])("runs the other checks if only %s is missing", async (name, more, mail) => {
    const { DATABASE_URL, AUTH_SECRET, DATA_DIR } = testApp.app.settings;
    const env = { DATABASE_URL, AUTH_SECRET, DATA_DIR, ...more() };
    const { code, out } = await runCommand(testApp.app, ["doctor", "--json"], { env });
    expect(code).toBe(1);
    const items: Finding[] = JSON.parse(out).items;
    expect(items.filter(({ state }) => state === "wrong").map(({ check }) => check)).toEqual(["settings", "workers"]);
    expect(items[0]?.message).toMatch(new RegExp(`^${name}: [^;]+$`));
    expect(items.map(({ check }) => check)).toEqual(expect.arrayContaining(["database", "schema", "files"]));
    expect(items.some(({ check }) => check === "mail")).toBe(mail);
  });

  test("finds an unreachable mail server and an unwritable file store", async () => {
    const file = join(testApp.app.settings.DATA_DIR, "no-folder");
    writeFileSync(file, "");
    const { code, found } = await diagnose(otherProcess({ SMTP_URL: "smtp://127.0.0.1:1", DATA_DIR: file }));
    expect(code).toBe(1);
    expect(found.get("mail")).toMatchObject({ state: "wrong", advice: expect.stringContaining("SMTP_URL") });
    expect(found.get("files")).toMatchObject({
      ...{ state: "wrong", message: `No write access to the file folder ${file}/files` },
      advice: expect.stringContaining("DATA_DIR"),
    });
    expect(found.get("database")?.state).toBe("ok");
  });

  test("finds an unreachable database", async () => {
    const other = otherProcess({});
    await other.reconnect({ url: "postgres://desk:hunter2@127.0.0.1:1/waybill" });
    const { code, found } = await diagnose(other);
    expect(code).toBe(1);
    expect(found.get("database")).toMatchObject({ state: "wrong", advice: expect.stringContaining("DATABASE_URL") });
    expect(JSON.stringify([...found])).not.toContain("hunter2");
    expect(found.has("rights")).toBe(false);
  });

  test("warns of a remote address without sslmode", async () => {
    const far = "postgres://desk:hunter2@db.example.com/waybill";
    const other = otherProcess({ DATABASE_OWNER_URL: far, DATABASE_LISTEN_URL: `${far}?sslmode=disable` });
    const { found } = await diagnose(other);
    expect(found.get("encryption")).toEqual({
      check: "encryption",
      state: "warning",
      message: "Connections to another machine without sslmode: DATABASE_OWNER_URL",
      advice: expect.stringContaining("?sslmode=verify-full"),
    });
  });

  test("warns of a missing PUBLIC_URL", async () => {
    expect((await diagnose()).found.get("url")?.message).toBe("Links in emails begin with https://desk.example.com");
    const { code, found } = await diagnose(otherProcess({ PUBLIC_URL: "", DATABASE_EMBEDDED: "false" }));
    expect(found.get("url")).toMatchObject({ state: "warning", advice: expect.stringContaining("PUBLIC_URL") });
    expect(found.get("database")?.state).toBe("ok");
    expect(code).toBe(1); // no worker runs
  });

  test("finds a login that owns the tables", async () => {
    const other = otherProcess({});
    await other.reconnect({ url: testApp.urls.ownerUrl });
    const { found } = await diagnose(other);
    expect(found.get("rights")).toMatchObject({
      state: "wrong",
      advice: expect.stringContaining("DATABASE_OWNER_URL"),
    });
  });

  test("finds a pooler in transaction mode that DATABASE_POOL_MODE does not name", async () => {
    const { applicationUrl } = testApp.urls;
    const pooler = await startTestPooler({ url: applicationUrl, connections: 3 });
    onTestFinished(() => pooler.stop());
    const settings = { DATABASE_URL: pooler.through(applicationUrl), DATABASE_LISTEN_URL: applicationUrl };
    const seen = [];
    for (const mode of ["session", "transaction"]) {
      const other = otherProcess({ ...settings, DATABASE_POOL_MODE: mode });
      // The other checks would prepare statements.
      await other.reconnect();
      seen.push((await diagnose(other)).found.get("sessions"));
    }
    expect(seen).toMatchObject([
      { state: "wrong", advice: expect.stringContaining("DATABASE_POOL_MODE=transaction") },
      { state: "ok" },
    ]);
  });

  test("finds a database of an earlier version", async () => {
    const last = sql`(select max(created_at) from drizzle.__drizzle_migrations)`;
    const lacking = lastMigration().name;
    await changeDuringTest(
      sql`update drizzle.__drizzle_migrations set created_at = -created_at where created_at = ${last}`,
      sql`update drizzle.__drizzle_migrations set created_at = -created_at where created_at < 0`,
    );
    expect((await diagnose()).found.get("schema")).toMatchObject({
      ...{ state: "wrong", message: `The database lacks the migration ${lacking}` },
      advice: expect.stringContaining("db:migrate"),
    });
  });

  test("accepts a database of a later version", async () => {
    await changeDuringTest(
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)`,
      sql`delete from drizzle.__drizzle_migrations where hash = 'later'`,
    );
    expect((await diagnose()).found.get("schema")).toMatchObject({
      ...{ state: "ok", message: expect.stringContaining("newer, compatible schema") },
    });
  });

  test("finds tables without row-level security", async () => {
    await changeDuringTest(
      sql`alter table tags no force row level security`,
      sql`alter table tags force row level security`,
    );
    expect((await diagnose()).found.get("rights")?.message).toBe("Tables without row-level security: tags");
  });

  test("finds excessive and missing rights of the application", async () => {
    await changeDuringTest(
      sql`grant update on activity to waybill_app`,
      sql`revoke update on activity from waybill_app`,
    );
    expect((await diagnose()).found.get("rights")?.message).toContain("can change the activity");
    await changeDuringTest(sql`revoke select on places from waybill_app`, sql`grant select on places to waybill_app`);
    expect((await diagnose()).found.get("rights")?.message).toContain("cannot read places");
  });

  test("finds clocks that differ", async () => {
    const states: unknown[] = [];
    for (const seconds of [5, 60]) {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1000 });
      states.push((await diagnose()).found.get("clock")?.state);
      vi.useRealTimers();
    }
    expect(states).toEqual(["warning", "wrong"]);
  });

  test("finds jobs that have waited too long, and failed ones", async () => {
    const { members } = await testApp.tenant("acme", "owner");
    await members.owner.call.tags.export({});
    expect((await diagnose()).found.get("queue")).toMatchObject({
      state: "ok",
      message: expect.stringMatching(/^Jobs waiting: 1 /),
    });
    const queued = sql`update pgboss.job set created_on = now() - interval '1 hour', start_after = now() - interval '1 hour'`;
    const done = sql`update pgboss.job set state = 'completed'`;
    await changeDuringTest(sql`${queued} where name = 'tags.export'`, done);
    expect((await diagnose()).found.get("queue")).toMatchObject({
      state: "wrong",
      advice: expect.stringContaining("workers"),
    });
    await changeDuringTest(sql`update pgboss.job set state = 'failed' where name = 'tags.export'`, done);
    expect((await diagnose()).found.get("queue")).toMatchObject({
      state: "warning",
      message: expect.stringContaining("failed: 1"),
    });
  });
});

test("an operator retries failed jobs under their own name", async () => {
  const { members } = await testApp.tenant("again", "owner");
  const operator = await testApp.user("Olga");
  await runCommand(testApp.app, ["operators", "grant", operator.email]);
  const { jobId } = await members.owner.call.tags.export({});
  const owner = new Database({ url: testApp.urls.ownerUrl, max: 1 });
  await owner.transaction({}, ({ db }) =>
    db.execute(sql`update pgboss.job set state = 'failed', completed_on = now() where id = ${jobId}`),
  );
  await owner.close();
  const retry = ["queues", "retry", "tags.export", "--as", operator.email];
  expect((await runCommand(testApp.app, retry)).out).toBe("1 job to be retried by a worker\n");
  const entries = await testApp.direct.transaction({}, ({ db }) =>
    db.select().from(installationActivity).where(eq(installationActivity.userId, operator.id)),
  );
  expect(entries).toMatchObject([
    { action: "queues.retry", details: { by: "command line", type: "tags.export", count: 1 } },
  ]);
  const worker = await startWorker(testApp.app);
  onTestFinished(() => worker.stop());
  await expect
    .poll(async () => (await members.owner.call.jobs.byId({ id: jobId })).state, { timeout: 20_000 })
    .toBe("done");
});

test("imports and exports wait for a worker", async () => {
  const { members } = await testApp.tenant("brisk", "owner");
  const as = ["--tenant", "brisk", "--as", members.owner.email];
  const directory = testApp.app.settings.DATA_DIR;
  writeFileSync(join(directory, "places.csv"), "code,name,country,city\nHQ,Head office,IE,Dublin\n");
  const importing = runCommand(testApp.app, ["import", "places", "places.csv", ...as], { directory });
  const worker = await startWorker(testApp.app);
  onTestFinished(() => worker.stop());
  expect((await importing).out).toBe("1 row: 1 created, 0 updated, 0 unchanged, 0 refused\n");
  const { out } = await runCommand(testApp.app, ["export", "places", "-o", "-", ...as], { directory });
  expect(out).toContain("Head office");
});
