import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { previousVersionPolicies } from "./citus.ts";
import { rowsOfJobs } from "./record-removal.ts";
import { applicationRole } from "./role.ts";
import { createTestDatabase } from "./testing.ts";

/** Tables that belong to no tenant, each with its reason. A new table is a tenant's unless it is named here. */
const globalTables: Record<string, string> = {
  accounts: "of a person, who may belong to several tenants",
  installation_activity: "of the installation, and of people's accounts",
  known_devices: "of a person",
  mail_links: "of an address, before anyone is known to have it",
  mailed_codes: "of a person",
  mails: "of a person, partly before any tenant is known",
  passkey_challenges: "of a browser that signs in, or of a person",
  passkeys: "of a person",
  recovery_codes: "of a person",
  queue_action_jobs: "of the installation: ids of jobs of any tenant, without what is in them",
  queue_actions: "of the installation, and of any number of tenants",
  sessions: "of a person",
  sign_in_tickets: "of a person",
  tenants: "looked up by slug before a tenant is chosen",
  totp_enrolments: "of a person",
  totp_factors: "of a person",
  throttles: "of an address, before anyone is known",
  users: "people may belong to several tenants",
};

let sql: postgres.Sql;

beforeAll(async () => {
  const { ownerUrl } = await createTestDatabase();
  sql = postgres(ownerUrl, { max: 1 });
});
afterAll(() => sql.end());

/** The rules of the schema, each as a query for violations. */
const violations = {
  "has the tenant's column, or is named as global": () => sql`
    select relname as table from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and relname <> all(${Object.keys(globalTables)})
      and not exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and attnotnull)`,

  "is named as a table of rows that are deleted with their job": () => sql`
    select conrelid::regclass::text as table from pg_constraint
    where confrelid = 'jobs'::regclass and confdeltype <> 'a' and conrelid::regclass::text <> all(${Object.keys(rowsOfJobs)})`,

  "has row-level security enabled and forced": () => sql`
    select relname as table from pg_class ${tenantTables()} and not (relrowsecurity and relforcerowsecurity)`,

  "has a policy on the tenant for reading and writing": () => sql`
    select relname as table from pg_class ${tenantTables()} and not exists (
      select from pg_policies where tablename = relname and cmd = 'ALL' and permissive = 'PERMISSIVE'
        and ${limits("qual")} and ${limits("with_check")})`,

  "has no restrictive policy, which Citus creates as a permissive one on its nodes": () => sql`
    select tablename as table, policyname as policy from pg_policies
    where schemaname = 'public' and permissive <> 'PERMISSIVE'`,

  "shows every row to no role but that of backups": () => sql`
    select relname as table, policyname as policy from pg_class join pg_policies on tablename = relname
    ${tenantTables()} and qual = 'true' and roles <> '{waybill_backup}'`,

  "has no sub-select in a policy, which Citus would not take": () => sql`
    select tablename as table, policyname as policy from pg_policies
    where schemaname = 'public' and concat(qual, with_check) ~ '\\mSELECT\\M'
      and policyname <> all(${Object.values(previousVersionPolicies)})`,

  "has the tenant first in its primary key and every index": () => sql`
    select relname as table, indexrelid::regclass::text as index from pg_class
    join pg_index on indrelid = pg_class.oid
    ${tenantTables()} and (select attname from pg_attribute where attrelid = indrelid and attnum = indkey[0]) <> 'tenant_id'
      and (indisunique or indisprimary)`,

  "has statistics for a large tenant": () => sql`
    select relname as table from pg_class ${tenantTables()} and not exists (
      select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and attoptions = '{n_distinct=10}')`,

  "has a primary key": () => sql`
    select relname as table from pg_class ${tenantTables()} and not exists (
      select from pg_index where indrelid = pg_class.oid and indisprimary)`,

  "has the tenant first in every foreign key to another tenant table": () => sql`
    select conrelid::regclass::text as table, conname as key from pg_constraint
    join pg_class on pg_class.oid = conrelid
    ${tenantTables()} and contype = 'f'
      and confrelid in (select attrelid from pg_attribute where attname = 'tenant_id')
      and (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]) <> 'tenant_id'`,
};

/** Whether a policy's condition is that of the tenant, alone or with a further one. */
function limits(condition: "qual" | "with_check") {
  const ofTenant = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)";
  return sql`(${sql(condition)} = ${ofTenant} or starts_with(${sql(condition)}, ${`(${ofTenant} AND `}))`;
}

function tenantTables() {
  return sql`where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped)`;
}

describe("every table", () => {
  test.each(Object.keys(violations) as (keyof typeof violations)[])("%s", async (rule) => {
    expect(await violations[rule]()).toEqual([]);
  });

  test("with a violation of a rule is found", async () => {
    const found = await sql
      .begin(async (transaction) => {
        const outer = sql;
        sql = transaction as unknown as postgres.Sql;
        try {
          await sql`create table naked (id uuid, role_id uuid)`;
          await sql`create table loose (tenant_id uuid not null, id uuid unique, role_id uuid)`;
          await sql`create policy planted_everyone on roles for select using (true)`;
          await sql`create policy planted_restrictive on roles as restrictive for select using (tenant_id is not null)`;
          await sql`create policy planted_sub_select on roles for select using (tenant_id = (select id from tenants))`;
          await sql`create unique index roles_planted_key on roles (id)`;
          await sql`alter table loose add foreign key (role_id) references roles (id)`;
          await sql`create table listed (tenant_id uuid, job_id uuid)`;
          await sql`alter table listed add foreign key (tenant_id, job_id) references jobs (tenant_id, id) on delete cascade`;
          const rows = await Promise.all(
            Object.entries(violations).map(async ([rule, find]) => [rule, await find()] as const),
          );
          throw Object.assign(new Error("undo"), {
            rules: rows.filter(([, broken]) => broken.length > 0).map(([rule]) => rule),
          });
        } finally {
          sql = outer;
        }
      })
      .catch((error: { rules?: string[] }) => error.rules);
    expect(found).toEqual(Object.keys(violations));
  });
});

test("the application's role owns nothing and cannot bypass row-level security", async () => {
  const [role] =
    await sql`select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = ${applicationRole}`;
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false });
  const owned = await sql`select relname from pg_class where relowner = ${applicationRole}::regrole`;
  expect(owned).toEqual([]);
});

test("append-only records can be added but not changed", async () => {
  const rights = await sql`
    select table_name, privilege_type from information_schema.role_table_grants
    where grantee = ${applicationRole} and table_name in ('activity', 'events', 'installation_activity') order by 1, 2`;
  expect(rights.map((right) => `${right.table_name} ${right.privilege_type}`)).toEqual([
    "activity INSERT",
    "activity SELECT",
    "events INSERT",
    "events SELECT",
    "installation_activity INSERT",
    "installation_activity SELECT",
  ]);
});
