import type { NotNull } from "drizzle-orm";
import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  foreignKey,
  type PgColumn,
  type PgTable,
  type PgUUIDBuilderInitial,
  pgPolicy,
  primaryKey,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { newId } from "./ids.ts";
import { tenants } from "./tenants/tenants.ts";

/**
 * The transaction's tenant; null outside. Policies contain no subqueries, which distributed tables do not support
 * (docs/decisions/0035).
 */
export const currentTenant = sql`nullif(current_setting('app.tenant_id', true), '')::uuid`;
/** The transaction's user; null if unknown. */
export const currentUser = sql`nullif(current_setting('app.user_id', true), '')::uuid`;

/**
 * The user of the session that the transaction names, or null. For processes of the previous version; its policies are
 * removed with the next version.
 */
export const sessionUser = sql`(
  select sessions.user_id from sessions
  where sessions.id = nullif(current_setting('app.session_id', true), '')::uuid and sessions.expires_at > now())`;

/**
 * The first column of every tenant table. Its type has no default, so an insert without a tenant does not compile; in the
 * database, the default is the transaction's tenant.
 */
export const tenantId = (): NotNull<PgUUIDBuilderInitial<"">> => uuid().notNull().default(currentTenant);

/** A table with a tenant. */
export type TenantTable = PgTable & { tenantId: PgColumn };

export const ownId = () => uuid().notNull().$defaultFn(newId);

/** A moment with its time zone. */
export const moment = () => timestamp({ withTimezone: true });

/** When the row was created: the start of its transaction. */
export const createdAt = () => moment().notNull().defaultNow();

/**
 * When the row was created: the time of its statement, for ordered steps. A transaction that waits for a lock may start
 * before the one that it waits for ends.
 */
export const writtenAt = () => moment().notNull().default(sql`clock_timestamp()`);

interface TenantColumns {
  tenantId: PgColumn;
}

/**
 * Makes a table a tenant's: its policy shows only rows of the transaction's tenant. `secure` in `migrate.ts` adds FORCE to
 * every table with a tenant column after each migration.
 *
 * @param name the table's name.
 * @param keys the rest of the primary key after the tenant; none for one row per tenant.
 */
export function tenantTable(name: string, table: TenantColumns, ...keys: PgColumn[]) {
  return [
    primaryKey({ name: `${name}_pkey`, columns: [table.tenantId, ...keys] }),
    foreignKey({ name: `${name}_tenant_fkey`, columns: [table.tenantId], foreignColumns: [tenants.id] }).onDelete(
      "cascade",
    ),
    pgPolicy(`${name}_tenant`, {
      for: "all",
      using: sql`tenant_id = ${currentTenant}`,
      withCheck: sql`tenant_id = ${currentTenant}`,
    }),
  ];
}

/**
 * A foreign key inside a tenant: it contains the tenant, so a row cannot refer to another tenant's.
 *
 * @param name the constraint's name.
 * @param column the referring column.
 * @param target the referenced table.
 */
export function within(
  name: string,
  table: TenantColumns,
  column: PgColumn,
  target: { tenantId: AnyPgColumn; id: AnyPgColumn },
) {
  return foreignKey({ name, columns: [table.tenantId, column], foreignColumns: [target.tenantId, target.id] });
}
