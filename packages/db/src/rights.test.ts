import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { liveChannel } from "./live-channel.ts";
import { rightsTables } from "./rights.ts";
import { newId } from "./schema/ids.ts";
import { createTestDatabase } from "./testing.ts";

let sql: postgres.Sql;
/** The messages of rights, in order. */
const heard: unknown[] = [];
const [tenantId, userId, roleId, rowId] = [newId(), newId(), newId(), newId()];

beforeAll(async () => {
  const { ownerUrl } = await createTestDatabase();
  sql = postgres(ownerUrl, { max: 2, onnotice: () => {} });
  await sql.listen(liveChannel, (text) => heard.push(JSON.parse(text).rights));
});
afterAll(() => sql.end());

/** Gives one person one of everything. */
beforeEach(async () => {
  await sql`delete from tenants`;
  await sql`delete from users`;
  await sql`insert into tenants (id, name, slug) values (${tenantId}, 'Acme', 'acme')`;
  await sql`insert into users (id, email, name) values (${userId}, 'ada@example.test', 'Ada')`;
  await sql`insert into sessions (id, user_id, expires_at) values (${rowId}, ${userId}, now() + interval '1 day')`;
  await sql`insert into roles (tenant_id, id, name, permissions) values (${tenantId}, ${roleId}, 'Packer', '{a.b}')`;
  await sql`insert into memberships (tenant_id, user_id, role) values (${tenantId}, ${userId}, 'viewer')`;
  await sql`insert into api_keys (tenant_id, id, name, hash, hint, permissions, user_id, expires_at)
    values (${tenantId}, ${rowId}, 'Script', 'h', 'h', '{a.b}', ${userId}, now() + interval '1 day')`;
  await sql`insert into support_access (tenant_id, id, user_id, reason, expires_at)
    values (${tenantId}, ${rowId}, ${userId}, 'They asked', now() + interval '1 day')`;
  await sql`insert into totp_factors (user_id, secret, last_step) values (${userId}, 's', 1)`;
  await sql`insert into passkeys (id, user_id, name, credential_id, public_key, counter, transports, backed_up)
    values (${rowId}, ${userId}, 'Phone', 'c', 'k', 1, '{usb}', false)`;
  await flush();
  heard.length = 0;
});

/** Waits until all earlier notifications have arrived. */
async function flush() {
  const end = newId();
  await sql`select pg_notify(${liveChannel}, ${JSON.stringify({ rights: end })})`;
  await vi.waitFor(() => expect(heard).toContain(end));
  heard.splice(heard.indexOf(end), 1);
}

const ofPerson = { userId };
const inTenant = { tenantId, userId };
/** The notification of each table. */
const concerned: Record<string, unknown> = {
  sessions: ofPerson,
  users: ofPerson,
  totp_factors: ofPerson,
  passkeys: ofPerson,
  tenants: { tenantId },
  memberships: inTenant,
  roles: { tenantId, roleId },
  api_keys: inTenant,
  support_access: inTenant,
};

/** Every column of a table that holds no key. */
async function columnsOf(table: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attname not in ('id', 'tenant_id', 'user_id')`;
  return rows.map(({ name }) => name);
}

/** Values of several types: for every column, one differs from its value. */
const others = [
  "'owner'",
  "now() + interval '9 days'",
  "'{x.y}'",
  "'[]'::jsonb",
  "9",
  "true",
  `'${newId()}'`,
  "'other'",
];

/** Writes another value into a column of any type. */
async function change(table: string, column: string) {
  for (const value of others) {
    const changed = await sql
      .unsafe(`update ${table} set ${column} = ${value} where ${column} is distinct from ${value} returning 1`)
      .catch(() => []);
    if (changed.length > 0) return;
  }
  throw new Error(`No value fits ${table}.${column}.`);
}

describe.each(rightsTables)("a row of $name", ({ name, harmless }) => {
  test("announces who is affected when a row is deleted", async () => {
    await sql.unsafe(`delete from ${name}`);
    await flush();
    expect(heard).toContainEqual(concerned[name]);
  });

  test("announces who is affected when a column changes, except irrelevant ones", async () => {
    const columns = (await columnsOf(name)).filter((column) => column !== "custom_role_id");
    expect(columns).toEqual(expect.arrayContaining([...harmless]));
    for (const column of columns) {
      await change(name, column);
      await flush();
      expect(heard.splice(0), column).toEqual(harmless.includes(column) ? [] : [concerned[name]]);
    }
  });

  test("announces nothing if no value changes", async () => {
    const same = (await columnsOf(name)).map((column) => `${column} = ${column}`).join();
    expect((await sql.unsafe(`update ${name} set ${same} returning 1`)).length).toBe(1);
    await flush();
    expect(heard).toEqual([]);
  });

  test("announces a truncated table to everyone", async () => {
    await sql.unsafe(`truncate ${name} cascade`);
    await flush();
    expect(heard).toContainEqual({});
  });
});

test("deleting expired rows announces nothing", async () => {
  for (const table of ["sessions", "api_keys", "support_access"]) {
    await sql.unsafe(`update ${table} set expires_at = now() - interval '1 second'`);
    await flush();
    heard.length = 0;
    expect((await sql.unsafe(`delete from ${table} returning 1`)).length, table).toBe(1);
  }
  await flush();
  expect(heard).toEqual([]);
});

test("equal messages of one transaction are sent once", async () => {
  await sql.begin(async (transaction) => {
    for (let one = 0; one < 5; one += 1) {
      await transaction`insert into sessions (id, user_id, expires_at) values (${newId()}, ${userId}, now() + interval '1 day')`;
    }
    await transaction`delete from sessions`;
  });
  await flush();
  expect(heard).toEqual([ofPerson]);
});
