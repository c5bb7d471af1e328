import { describe, expect, test } from "vitest";
import { isMissed, neutralised, readStatement } from "./tenant-filters.ts";

const tables = new Set(["notes", "note_labels", "labels", "memberships", "roles", "support_access"]);
const faultsOf = (text: string) => readStatement(text, tables).faults;

describe("a statement is permitted", () => {
  test.each([
    // By a parameter, for every kind of statement.
    `select * from "notes" where "notes"."tenant_id" = $1`,
    `select * from public.notes as i where $1::uuid = i.tenant_id and (i.name = $2 or i.code = $3) for update of i`,
    `update notes set copies = copies + 1 where tenant_id = $1 and id = any($2::uuid[]) returning id`,
    `delete from notes where ("notes"."tenant_id" = $1 and "notes"."id" = $2)`,
    `insert into notes (id, tenant_id) values ($1, $2), ($3, $4) on conflict (tenant_id, code) do update
       set name = excluded.name where notes.version = $5`,
    `insert into notes (tenant_id, id) select $1::uuid, given.id from jsonb_to_recordset($2::jsonb) as given (id uuid)`,
    `select 0 as rule, key from (select id as key from notes where tenant_id = $1) as answer union all
       select 1 as rule, key from (select id as key from labels where tenant_id = $1) as answer`,
    // By a chain.
    `select * from notes join note_labels on note_labels.tenant_id = notes.tenant_id join labels
       on labels.tenant_id = note_labels.tenant_id where notes.tenant_id = $1`,
    `select * from note_labels left join labels on labels.tenant_id = note_labels.tenant_id where note_labels.tenant_id = $1`,
    `select array(select label_id from note_labels where note_labels.tenant_id = $2) from notes where tenant_id = $1`,
    `select 1 from tenants join notes on notes.tenant_id = tenants.id where tenants.id = $1`,
    `update notes set copies = 0 from note_labels where notes.tenant_id = $1 and note_labels.tenant_id = notes.tenant_id`,
    `with made as (insert into labels (tenant_id, id) values ($1, $2) returning id)
       insert into note_labels (tenant_id, label_id) select notes.tenant_id, $3 from notes where notes.tenant_id = $1`,
    `insert into notes (tenant_id, seen_at) values ($1, now()) on conflict (tenant_id) do update set seen_at = excluded.seen_at`,
    `update notes set seen_at = now() where tenant_id = $1 and coalesce(copies, 0) > 0 and seen_at < now()`,
    `select coalesce(seen_at, now()) from notes where tenant_id = $1`,
    `insert into throttles (key) values ($1) on conflict (key) do update set counted_at = clock_timestamp()`,
    // On no tenant's table, or on one that a part of the statement only shares its name with.
    `select * from users where id = $1`,
    `with notes as (select 1 as id) select * from notes`,
    `select * from pgboss.notes`,
    `begin; set local app.tenant_id = '0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11'`,
    // Before a tenant is chosen, to find it.
    `select * from users join tenants on tenants.slug = $1 join memberships
       on memberships.tenant_id = tenants.id and memberships.user_id = users.id left join roles
       on roles.tenant_id = memberships.tenant_id and roles.id = memberships.custom_role_id where users.id = $2`,
  ])("%s", (text) => expect(faultsOf(text)).toEqual([]));
});

describe("a statement is refused", () => {
  const loose = (table: string) => `${table} is not tied to a tenant`;

  test.each([
    [`select * from notes`, loose("notes")],
    [`select * from notes as i where i.id = $1`, "notes (as i) is not tied to a tenant"],
    // One of its parts is tied to nothing.
    [`select * from notes join labels on labels.id = notes.label_id where notes.tenant_id = $1`, loose("labels")],
    [
      `select exists (select from note_labels where note_id = notes.id) from notes where tenant_id = $1`,
      loose("note_labels"),
    ],
    // The tenant of a row outside of it.
    [
      `select array(select label_id from note_labels where note_labels.tenant_id = notes.tenant_id) from notes where tenant_id = $1`,
      loose("note_labels"),
    ],
    [
      `select * from notes cross join lateral (select from labels where labels.tenant_id = notes.tenant_id) as own where tenant_id = $1`,
      loose("labels"),
    ],
    [`select id from notes where tenant_id = $1 union all select id from labels where id = $2`, loose("labels")],
    [`with gone as (delete from labels where id = $1) select * from notes where tenant_id = $2`, loose("labels")],
    [`update notes set copies = 0 from note_labels where notes.tenant_id = $1`, loose("note_labels")],
    // A chain that ends nowhere.
    [`select * from notes join labels on labels.tenant_id = notes.tenant_id`, loose("notes")],
    [`select 1 from tenants join notes on notes.tenant_id = tenants.id where tenants.slug = $1`, loose("notes")],
    // A condition that not every row meets.
    [`select * from notes where tenant_id = $1 or name = $2`, loose("notes")],
    [`select * from notes where not (tenant_id = $1)`, loose("notes")],
    [
      `select * from notes left join labels on labels.tenant_id = notes.tenant_id and notes.tenant_id = $1`,
      loose("notes"),
    ],
    [`select * from notes where tenant_id <> $1`, loose("notes")],
    [`select * from notes where tenant_id = (select id from tenants where slug = $1)`, loose("notes")],
    // A comparison of a column with itself.
    [
      `select array(select label_id from note_labels where "tenant_id" = "tenant_id") from notes where tenant_id = $1`,
      "tenant_id is compared with itself",
    ],
    [`select * from notes where tenant_id = $1 and notes.id = notes.id`, "notes.id is compared with itself"],
    [`select * from notes where tenant_id = $1 and tenant_id <> notes.tenant_id`, "tenant_id is compared with itself"],
    // Rows that are written without a tenant, or for another one.
    [`insert into notes (id) values ($1)`, loose("notes")],
    [`insert into notes (id, tenant_id) values ($1, default)`, loose("notes")],
    [`insert into notes (id, tenant_id) values ($1, $2), ($3, default)`, loose("notes")],
    [
      `insert into notes (tenant_id) select given.tenant from jsonb_to_recordset($1) as given (tenant uuid)`,
      loose("notes"),
    ],
    [`update notes set tenant_id = $2 where tenant_id = $1`, "notes is moved to another tenant"],
    [
      `insert into notes (tenant_id) values ($1) on conflict (id) do update set tenant_id = $2`,
      "notes is moved to another tenant",
    ],
    // Statements that Citus does not send to one node.
    [
      `insert into users (id) values ($1) on conflict (id) do update set seen_at = now() - make_interval(days => $2)`,
      "users is updated on a conflict with now()",
    ],
    [
      `delete from notes where tenant_id = $1 and case when label_id is null then seen_at < now() - $2::interval else true end`,
      "notes is changed with now() in CASE or COALESCE",
    ],
    [
      `update notes set seen_at = coalesce(seen_at, clock_timestamp()) where tenant_id = $1`,
      "notes is changed with clock_timestamp() in CASE or COALESCE",
    ],
    // A person's rows that are found for another reason than to find the tenant, or that are changed.
    [`select * from memberships where memberships.user_id = $1`, loose("memberships")],
    [`select * from memberships join tenants on tenants.id = memberships.tenant_id`, loose("memberships")],
    [
      `update support_access set ended_at = now() from tenants where tenants.id = support_access.tenant_id and user_id = $1`,
      loose("support_access"),
    ],
    // Unsupported statements.
    [`truncate notes`, "notes stands where no tenant can be told"],
    [`selekt`, 'cannot be read: syntax error at or near "selekt"'],
  ])("%s", (text, fault) => expect(faultsOf(text)).toContain(fault));
});

test("a filter is neutralised by replacing its operator", () => {
  const text = `select 'ä', "labels"."id" from labels join notes on notes.tenant_id = labels.tenant_id
    where labels.tenant_id = $1 and labels.name = $2`;
  const { filters } = readStatement(text, tables);
  expect(filters.map((filter) => filter.tables)).toEqual([["notes", "labels"], ["labels"]]);
  expect(
    neutralised(text, filters),
  ).toBe(`select 'ä', "labels"."id" from labels join notes on notes.tenant_id operator(neutral.=) labels.tenant_id
    where labels.tenant_id operator(neutral.=) $1 and labels.name = $2`);
  expect(neutralised(text, filters.slice(1))).toContain("notes.tenant_id = labels.tenant_id");
});

test("a filter is missed if nothing else restricts its tables to the tenant", () => {
  const missed = (text: string) => readStatement(text, tables).filters.map((filter) => isMissed(text, filter, tables));
  expect(
    missed(`select * from notes join labels on labels.tenant_id = notes.tenant_id where notes.tenant_id = $1`),
  ).toEqual([true, true]);
  expect(missed(`select * from notes where notes.tenant_id = $1 and notes.tenant_id = $2`)).toEqual([false, false]);
});

test("a position in a statement is the same for any lists, orders and pages", () => {
  const [first, ...others] = [
    `select id from notes where tenant_id = $1 and name = $2 order by name limit $3`,
    `select id from notes where tenant_id = $1 and code = any($2) and name = $3`,
    `select id from notes where tenant_id = $1`,
    `select name from notes where tenant_id = $1`,
    `select id from notes where tenant_id = $1 and exists (select from note_labels where note_labels.tenant_id = notes.tenant_id)`,
  ].map((text) => readStatement(text, tables).filters[0]?.id);
  expect(others.map((id) => id === first)).toEqual([true, true, false, false]);
});
