import { eq, type SQL, sql } from "drizzle-orm";
import { getTableConfig, type PgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { TenantContext } from "../context.ts";
import { refuse, requireRow } from "../errors.ts";
import type { Registry } from "../module.ts";
import type { Target } from "../rules/rules.ts";
import { displayNameOf, readPermissionOf } from "./entities.ts";

/** The most references that a refusal names. */
const maxNamedReferences = 3;

/** Columns of other entities that refer to an entity and prevent its deletion: foreign keys without a cascade. */
function referringTo({ table }: Target, { entities }: Registry): { from: Target; column: PgColumn }[] {
  return [...entities.values()].flatMap((from) =>
    getTableConfig(from.table).foreignKeys.flatMap((key) => {
      const { columns, foreignColumns, foreignTable } = key.reference();
      const column = columns[foreignColumns.findIndex(({ name }) => name === table.id.name)];
      return foreignTable === table && column && key.onDelete !== "cascade" ? [{ from, column }] : [];
    }),
  );
}

const named = z.array(z.object({ entity: z.string(), label: z.string().nullable() }));

/**
 * Locks a row for deletion, with its key: no new reference is possible until the transaction ends. Existing references,
 * found through the foreign keys, refuse the deletion and are named.
 *
 * @throws NOT_FOUND, and {InputRefused} with a conflict of the whole form. Entities that the caller may not read are not
 *   named.
 */
export async function lockUnused(ctx: TenantContext, target: Target, id: string): Promise<void> {
  const { db, inTenant, permissions, registry } = ctx;
  const { table, entity: kind } = target;
  requireRow(
    await db
      .select({ id: table.id })
      .from(table)
      .where(inTenant(table, eq(table.id, id)))
      .for("update"),
    kind,
  );
  const queries = referringTo(target, registry).map(({ from, column }): SQL => {
    const label = from.label && permissions.has(readPermissionOf(from.entity)) ? sql`${from.label}` : sql`null`;
    return sql`(select ${from.entity}::text as entity, ${label}::text as label from ${from.table}
      where ${inTenant(from.table, sql`${column} = ${id}`)} limit ${maxNamedReferences + 1})`;
  });
  if (queries.length === 0) return;
  const rows = named.parse(await db.execute(sql`${sql.join(queries, sql` union all `)}`));
  if (rows.length === 0) return;
  const kinds = new Map([...registry.entities.values()].map(({ entity }) => [String(entity), displayNameOf(entity)]));
  const names = rows.map(({ entity, label }) => [kinds.get(entity) ?? entity, label].filter(Boolean).join(" "));
  const some = [...new Set(names)].slice(0, maxNamedReferences).join(", ");
  refuse({
    path: [],
    code: "conflict",
    entity: kind,
    message: `This ${displayNameOf(kind)} is in use: ${some}${rows.length > maxNamedReferences ? " and others" : ""}.`,
  });
}
