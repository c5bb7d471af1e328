import { createdAt, ownId, tenantId, tenantTable } from "@waybill/db/columns";
import { createTables, type TestDatabase } from "@waybill/db/testing";
import { doublePrecision, integer, pgTable, text, unique } from "drizzle-orm/pg-core";

export const notes = pgTable(
  "notes",
  {
    tenantId: tenantId(),
    id: ownId(),
    code: text().notNull(),
    name: text().notNull(),
    country: text(),
    latitude: doublePrecision(),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [...tenantTable("notes", table, table.id), unique("notes_code_key").on(table.tenantId, table.code)],
);

/** The tenant of the transaction, as in all policies. */
const currentTenant = "nullif(current_setting('app.tenant_id', true), '')::uuid";

/** Creates the table, which no migration creates. @returns the database, with the table among those of tenants */
export async function withNotesTable(database: TestDatabase): Promise<TestDatabase> {
  await createTables(database, [
    `create table notes (
      tenant_id uuid not null default ${currentTenant} constraint notes_tenant_fkey references tenants (id) on delete cascade,
      id uuid not null,
      code text not null,
      name text not null,
      country text,
      latitude double precision,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint notes_pkey primary key (tenant_id, id),
      constraint notes_code_key unique (tenant_id, code)
    )`,
    "alter table notes enable row level security",
    "alter table notes force row level security",
    `create policy notes_tenant on notes using (tenant_id = ${currentTenant}) with check (tenant_id = ${currentTenant})`,
    "grant select, insert, update, delete on notes to waybill_app",
  ]);
  const { cluster } = database;
  return { ...database, cluster: { ...cluster, tenantTables: [...cluster.tenantTables, "notes"] } };
}
