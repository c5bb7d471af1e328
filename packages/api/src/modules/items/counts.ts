import { items, stockMovements } from "@waybill/db/items";
import type { FieldIssue } from "@waybill/validators";
import { type CountRow, countRow } from "@waybill/validators/items";
import { asc, desc, eq, sql } from "drizzle-orm";
import { oneOf, type TenantContext } from "../../core/index.ts";
import { type GroupsOutcome, type RowGroup, rowOf } from "../../platform/imports/index.ts";
import { balances, countedSince, type Movement, moveStock } from "./ledger.ts";
import { movementRefusal } from "./shortages.ts";

/** The required columns of a count. */
const columns = ["sku", "counted"];

/** Records the counts of a file in the ledger, or only checks them. Each count is refused on its own. */
export async function applyCounts(ctx: TenantContext, groups: RowGroup[], write: boolean): Promise<GroupsOutcome> {
  const refused: GroupsOutcome["refused"] = [];
  const counts: { group: RowGroup; row: CountRow }[] = [];
  for (const group of groups) {
    for (const entry of group.entries) {
      const read = rowOf({ row: countRow, columns }, entry);
      if ("issues" in read) refused.push({ group, issues: read.issues });
      else counts.push({ group, row: read.row });
    }
  }
  const rows = counts.map(({ row }) => row);
  const refusals = await writeCounts(ctx, rows, write);
  for (const [index, { group }] of counts.entries()) {
    const { path: [field] = [], message = "" } = refusals[index] ?? {};
    if (field === undefined) continue;
    refused.push({ group, issues: group.entries.map((entry) => ({ entry, field: String(field), reason: message })) });
  }
  const updated = groups.length - refused.length;
  return { created: 0, updated, unchanged: 0, refused, warnings: [] };
}

/**
 * Records the valid counts of a file, in a job. Idempotent: a second run continues from the counts of the same job,
 * so that nothing is counted twice and dispatches in between stay deducted.
 *
 * @param write false only checks.
 * @returns the refusal of each row: not_found at `sku`, stale at `seen`, too_small at `counted`; null for none.
 */
export async function writeCounts(
  ctx: TenantContext,
  rows: readonly CountRow[],
  write = true,
): Promise<(FieldIssue | null)[]> {
  const { db, inTenant, actor } = ctx;
  const skus = rows.map(({ sku }) => sku);
  const query = db
    .select(balances)
    .from(items)
    .where(inTenant(items, sql`${items.sku} = any(${sql.param(skus)}::text[])`))
    .orderBy(asc(items.id));
  const known = await (write ? query.for("no key update") : query);
  const ids = known.map(({ id }) => id);
  const earlier = await db
    .selectDistinctOn([stockMovements.itemId], { itemId: stockMovements.itemId, counted: stockMovements.counted })
    .from(stockMovements)
    .where(
      inTenant(
        stockMovements,
        eq(stockMovements.kind, "count"),
        sql`${stockMovements.actorId} = ${actor.id}::uuid`,
        oneOf(stockMovements.itemId, ids),
      ),
    )
    .orderBy(asc(stockMovements.itemId), desc(stockMovements.position));
  const bySku = new Map(known.map((item) => [item.sku, item]));
  const byId = new Map(earlier.map(({ itemId, counted }) => [itemId, counted]));
  const starts = rows.flatMap(({ sku, seen }) => {
    const item = bySku.get(sku);
    return item && seen !== null && !byId.has(item.id) ? [{ itemId: item.id, seen }] : [];
  });
  const counted = starts.length > 0 ? await countedSince(ctx, starts) : new Set();
  const movements: Movement[] = [];
  const refusals = rows.map(({ sku, counted: number, seen }): FieldIssue | null => {
    const item = bySku.get(sku);
    if (!item) return { path: ["sku"], code: "not_found", entity: "item", message: `The item ${sku} does not exist.` };
    if (counted.has(item.id)) {
      const message = `The stock was ${seen} when the count started and has been counted or corrected since. On hand now: ${item.onHand}. Count the item again.`;
      return { path: ["seen"], code: "stale", entity: "item", message };
    }
    const done = byId.get(item.id);
    const quantity = number - (done ?? seen ?? item.onHand);
    if (done !== undefined && quantity === 0) return null;
    const issue = movementRefusal(item, quantity, "counted");
    if (!issue) movements.push({ itemId: item.id, kind: "count", quantity, counted: number, reason: "Imported count" });
    return issue;
  });
  if (write) await moveStock(ctx, movements);
  return refusals;
}
