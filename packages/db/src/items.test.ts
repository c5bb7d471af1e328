import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applicationRole } from "./role.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";
import { changesOf } from "./testing-migrations.ts";

// Constraints and triggers of items and their stock.

let database: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(() => owner.end());

test.each([
  [
    "a column's right",
    "grant update (on_hand) on items to waybill_app",
    [
      /^revoke all on "public"."items"/,
      /^grant select, insert, delete on/,
      /^grant update \((?!.*on_hand).*"name".*\) on "public"."items"/,
    ],
  ],
  [
    "a function's body",
    "create or replace function refuse_balances() returns trigger language plpgsql set search_path = pg_catalog as $$ begin return new; end $$",
    [/^create or replace function refuse_balances/, /^comment on function refuse_balances/],
  ],
])("a migration restores a changed %s", async (_what, statement, expected) => {
  await owner.unsafe(statement);
  expect(await changesOf(database.ownerUrl)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  expect(await changesOf(database.ownerUrl)).toEqual([]);
});

test("movements of stock can be added but not changed", async () => {
  const rights = await owner`
    select privilege_type from information_schema.role_table_grants
    where grantee = ${applicationRole} and table_name = 'stock_movements' order by 1`;
  expect(rights.map((right) => right.privilege_type)).toEqual(["INSERT", "SELECT"]);
});
