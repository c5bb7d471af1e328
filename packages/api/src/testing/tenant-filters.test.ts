import { describe, expect, test } from "vitest";
import { isMissed, neutralised, readStatement } from "./tenant-filters.ts";

const tables = new Set(["items", "item_tags", "tags", "memberships", "roles", "support_access"]);
const faultsOf = (text: string) => readStatement(text, tables).faults;

describe("a statement may be sent", () => {
  test.each([
    // By a parameter, for every kind of statement.
    `select * from "items" where "items"."tenant_id" = $1`,
    `select * from public.items as i where $1::uuid = i.tenant_id and (i.name = $2 or i.sku = $3) for update of i`,
    `update items set stock = stock + 1 where tenant_id = $1 and id = any($2::uuid[]) returning id`,
    `delete from items where ("items"."tenant_id" = $1 and "items"."id" = $2)`,
    `insert into items (id, tenant_id) values ($1, $2), ($3, $4) on conflict (tenant_id, sku) do update
       set name = excluded.name where items.version = $5`,
    `insert into items (tenant_id, id) select $1::uuid, given.id from jsonb_to_recordset($2::jsonb) as given (id uuid)`,
    `select 0 as rule, key from (select id as key from items where tenant_id = $1) as answer union all
       select 1 as rule, key from (select id as key from tags where tenant_id = $1) as answer`,
    // By a chain.
    `select * from items join item_tags on item_tags.tenant_id = items.tenant_id join tags
       on tags.tenant_id = item_tags.tenant_id where items.tenant_id = $1`,
    `select * from item_tags left join tags on tags.tenant_id = item_tags.tenant_id where item_tags.tenant_id = $1`,
    `select array(select tag_id from item_tags where item_tags.tenant_id = items.tenant_id) from items where tenant_id = $1`,
    `select 1 from tenants join items on items.tenant_id = tenants.id where tenants.id = $1`,
    `update items set stock = 0 from item_tags where items.tenant_id = $1 and item_tags.tenant_id = items.tenant_id`,
    `with made as (insert into tags (tenant_id, id) values ($1, $2) returning id)
       insert into item_tags (tenant_id, tag_id) select items.tenant_id, $3 from items where items.tenant_id = $1`,
    // On no tenant's table, or on one that a part of the statement only shares its name with.
    `select * from users where id = $1`,
    `with items as (select 1 as id) select * from items`,
    `select * from pgboss.items`,
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
    [`select * from items`, loose("items")],
    [`select * from items as i where i.id = $1`, "items (as i) is not tied to a tenant"],
    // One of its parts is tied to nothing.
    [`select * from items join tags on tags.id = items.tag_id where items.tenant_id = $1`, loose("tags")],
    [
      `select exists (select from item_tags where item_id = items.id) from items where tenant_id = $1`,
      loose("item_tags"),
    ],
    [`select id from items where tenant_id = $1 union all select id from tags where id = $2`, loose("tags")],
    [`with gone as (delete from tags where id = $1) select * from items where tenant_id = $2`, loose("tags")],
    [`update items set stock = 0 from item_tags where items.tenant_id = $1`, loose("item_tags")],
    // A chain that ends nowhere.
    [`select * from items join tags on tags.tenant_id = items.tenant_id`, loose("items")],
    [`select 1 from tenants join items on items.tenant_id = tenants.id where tenants.slug = $1`, loose("items")],
    // A condition that not every row meets.
    [`select * from items where tenant_id = $1 or name = $2`, loose("items")],
    [`select * from items where not (tenant_id = $1)`, loose("items")],
    [`select * from items left join tags on tags.tenant_id = items.tenant_id and items.tenant_id = $1`, loose("items")],
    [`select * from items where tenant_id <> $1`, loose("items")],
    [`select * from items where tenant_id = (select id from tenants where slug = $1)`, loose("items")],
    // What is equal to itself.
    [
      `select array(select tag_id from item_tags where "tenant_id" = "tenant_id") from items where tenant_id = $1`,
      "tenant_id is compared with itself",
    ],
    [`select * from items where tenant_id = $1 and items.id = items.id`, "items.id is compared with itself"],
    [`select * from items where tenant_id = $1 and tenant_id <> items.tenant_id`, "tenant_id is compared with itself"],
    // Rows that are written without a tenant, or for another one.
    [`insert into items (id) values ($1)`, loose("items")],
    [`insert into items (id, tenant_id) values ($1, default)`, loose("items")],
    [`insert into items (id, tenant_id) values ($1, $2), ($3, default)`, loose("items")],
    [
      `insert into items (tenant_id) select given.tenant from jsonb_to_recordset($1) as given (tenant uuid)`,
      loose("items"),
    ],
    [`update items set tenant_id = $2 where tenant_id = $1`, "items is moved to another tenant"],
    [
      `insert into items (tenant_id) values ($1) on conflict (id) do update set tenant_id = $2`,
      "items is moved to another tenant",
    ],
    // A person's rows that are found for another reason than to find the tenant, or that are changed.
    [`select * from memberships where memberships.user_id = $1`, loose("memberships")],
    [`select * from memberships join tenants on tenants.id = memberships.tenant_id`, loose("memberships")],
    [
      `update support_access set ended_at = now() from tenants where tenants.id = support_access.tenant_id and user_id = $1`,
      loose("support_access"),
    ],
    // What cannot be understood.
    [`truncate items`, "items stands where no tenant can be told"],
    [`selekt`, 'cannot be read: syntax error at or near "selekt"'],
  ])("%s", (text, fault) => expect(faultsOf(text)).toContain(fault));
});

test("a filter is neutralised by its operator alone", () => {
  const text = `select 'ä', "tags"."id" from tags join items on items.tenant_id = tags.tenant_id
    where tags.tenant_id = $1 and tags.name = $2`;
  const { filters } = readStatement(text, tables);
  expect(filters.map((filter) => filter.tables)).toEqual([["items", "tags"], ["tags"]]);
  expect(
    neutralised(text, filters),
  ).toBe(`select 'ä', "tags"."id" from tags join items on items.tenant_id operator(neutral.=) tags.tenant_id
    where tags.tenant_id operator(neutral.=) $1 and tags.name = $2`);
  expect(neutralised(text, filters.slice(1))).toContain("items.tenant_id = tags.tenant_id");
});

test("a filter is missed where nothing else ties its tables to the tenant", () => {
  const missed = (text: string) => readStatement(text, tables).filters.map((filter) => isMissed(text, filter, tables));
  expect(
    missed(`select * from items join tags on tags.tenant_id = items.tenant_id where items.tenant_id = $1`),
  ).toEqual([true, true]);
  expect(missed(`select * from items where items.tenant_id = $1 and items.tenant_id = $2`)).toEqual([false, false]);
});

test("a place in a statement is the same, whatever is listed, sorted or paged", () => {
  const [first, ...others] = [
    `select id from items where tenant_id = $1 and name = $2 order by name limit $3`,
    `select id from items where tenant_id = $1 and sku = any($2) and name = $3`,
    `select id from items where tenant_id = $1`,
    `select name from items where tenant_id = $1`,
    `select id from items where tenant_id = $1 and exists (select from item_tags where item_tags.tenant_id = items.tenant_id)`,
  ].map((text) => readStatement(text, tables).filters[0]?.id);
  expect(others.map((id) => id === first)).toEqual([true, true, false, false]);
});
