import { PgBoss } from "pg-boss";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { databaseBefore } from "./testing-migrations.ts";

// Migrations of existing data.

const tenant = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
const ids = {
  user: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c21",
  unconfirmed: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c22",
  session: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c23",
  mail: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c31",
  done: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c41",
  waiting: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c42",
  other: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c43",
};
const secret = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
const longAgo = new Date("2026-01-01T00:00:00Z");
const text = `Set a new password: http://localhost:3000/reset-password?token=${secret}`;

let sql: Sql;

beforeAll(async () => {
  const ownerUrl = await databaseBefore('CREATE TABLE "file_usage"');
  sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const boss = new PgBoss({ connectionString: ownerUrl, supervise: false, schedule: false, max: 1 });
  await boss.start();
  for (const queue of ["mail.deliver", "auth.requestReset", "activity.export"]) await boss.createQueue(queue);
  const data = { tenantId: tenant, input: { to: "ada@example.test", text } };
  for (const id of [ids.done, ids.waiting]) await boss.send("mail.deliver", data, { id });
  await boss.send("activity.export", data, { id: ids.other });
  await boss.send("auth.requestReset", { input: { email: "ada@example.test" } });
  await boss.stop({ graceful: false });
  await sql`update pgboss.job set state = 'completed', output = ${sql.json({ text })} where id = ${ids.done}`;
  const row = { tenant_id: tenant, name: "mail.deliver", input: sql.json(data.input), request_id: "r" };
  await sql`insert into tenants (id, name, slug) values (${tenant}, 'Acme', 'acme')`;
  await sql`insert into users ${sql([
    {
      id: ids.user,
      email: "ada@example.test",
      name: "Ada",
      password_hash: "$argon2id$a",
      email_verified_at: new Date(),
    },
    {
      id: ids.unconfirmed,
      email: "eve@example.test",
      name: "Eve",
      password_hash: "$argon2id$e",
      email_verified_at: null,
    },
  ])}`;
  await sql`insert into sessions ${sql({ id: ids.session, user_id: ids.user, created_at: longAgo, expires_at: new Date() })}`;
  await sql`insert into mails ${sql({ id: ids.mail, to: "ada@example.test", template: "t", subject: "S", text, html: text })}`;
  await sql`insert into mail_tokens ${sql({ hash: "h", purpose: "verify_email", user_id: ids.user, expires_at: new Date() })}`;
  await sql`insert into jobs ${sql([
    { ...row, id: ids.done, state: "done" },
    { ...row, id: ids.waiting, state: "queued" },
    { ...row, id: ids.other, name: "activity.export", state: "queued" },
  ])}`;
  await migrate(ownerUrl);
});
afterAll(() => sql.end());

test("existing mails keep recipient, kind and time, but not their content", async () => {
  expect(await sql`select id, "to", template, subject, text, html from mails`).toEqual([
    { id: ids.mail, to: "ada@example.test", template: "t", subject: null, text: null, html: null },
  ]);
});

test("existing jobs with a mail lose its content, and waiting ones are not run", async () => {
  const shown = await sql`select id, state, input::text, error is not null as explained from jobs order by id`;
  const queued = await sql`select id, state, data->'input' as input, output from pgboss.job order by id`;
  const removed = { mail: "removed", input: null };
  expect(shown.map((row) => ({ ...row, input: JSON.parse(row.input) }))).toEqual([
    { id: ids.done, state: "done", input: removed, explained: false },
    { id: ids.waiting, state: "cancelled", input: removed, explained: true },
    { id: ids.other, state: "queued", input: { to: "ada@example.test", text }, explained: false },
  ]);
  expect(queued).toEqual([
    { id: ids.done, state: "completed", input: removed, output: null },
    { id: ids.waiting, state: "cancelled", input: removed, output: null },
    { id: ids.other, state: "created", input: { to: "ada@example.test", text }, output: null },
  ]);
  expect(await sql`select name from pgboss.queue where name = 'auth.requestReset'`).toEqual([]);
});

test("existing sessions count as confirmed when they were opened, with one factor", async () => {
  expect(await sql`select authenticated_at, method, second_factor from sessions`).toEqual([
    { authenticated_at: longAgo, method: null, second_factor: false },
  ]);
});

test("only passwords of accounts with an unconfirmed address are removed", async () => {
  expect(await sql`select id, password_hash from users order by id`).toEqual([
    { id: ids.user, password_hash: "$argon2id$a" },
    { id: ids.unconfirmed, password_hash: null },
  ]);
});

test("row-level security of the jobs is forced again", async () => {
  expect(await sql`select relforcerowsecurity as forced from pg_class where oid = 'public.jobs'::regclass`).toEqual([
    { forced: true },
  ]);
});
