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
 * The tenant of the transaction; null outside one. Policies have no sub-selects: a table that is distributed over several
 * machines takes none (docs/decisions/0035).
 */
export const currentTenant = sql`nullif(current_setting('app.tenant_id', true), '')::uuid`;
/** The user of the transaction; null where nobody is known. */
export const currentUser = sql`nullif(current_setting('app.user_id', true), '')::uuid`;

/**
 * The user of the session that the transaction names; null where it names none. Processes of the version before this one
 * name it, and find by it what is theirs: the policies with it go with the next version.
 */
export const sessionUser = sql`(
  select sessions.user_id from sessions
  where sessions.id = nullif(current_setting('app.session_id', true), '')::uuid and sessions.expires_at > now())`;

/**
 * The column that every tenant table starts with. Its type has no default, so that no insert compiles which does not name
 * its tenant; in the database a row without one gets the transaction's.
 */
export const tenantId = (): NotNull<PgUUIDBuilderInitial<"">> => uuid().notNull().default(currentTenant);

/** A table that has a tenant. */
export type TenantTable = PgTable & { tenantId: PgColumn };

/** The id column of a table. */
export const ownId = () => uuid().notNull().$defaultFn(newId);

/** A moment, with its time zone. */
export const moment = () => timestamp({ withTimezone: true });

/** When the row was made: the beginning of its transaction. */
export const createdAt = () => moment().notNull().defaultNow();

/**
 * When the row was made, to the statement: for steps that stand in an order. A transaction that waited for a lock began
 * before the one that it waited for has ended.
 */
export const writtenAt = () => moment().notNull().default(sql`clock_timestamp()`);

interface TenantColumns {
  tenantId: PgColumn;
}

/**
 * What makes a table a tenant's: the policy that shows a transaction only its own tenant's rows. FORCE is added after
 * each migration (`secure` in `migrate.ts`), for every table that has the tenant column.
 *
 * @param name the table's name.
 * @param keys the primary key after the tenant, which always comes first; none for a table of one row a tenant.
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
 * A reference inside the tenant: the foreign key carries the tenant, so a row cannot point into another one.
 *
 * @param name the constraint's name.
 * @param column the referring column.
 * @param target the table it refers to.
 */
export function within(
  name: string,
  table: TenantColumns,
  column: PgColumn,
  target: { tenantId: AnyPgColumn; id: AnyPgColumn },
) {
  return foreignKey({ name, columns: [table.tenantId, column], foreignColumns: [target.tenantId, target.id] });
}
