import { type CountRow, countRow } from "@waybill/validators/items";
import type { TenantContext } from "../../core/index.ts";
import { type GroupsOutcome, type RowGroup, rowOf } from "../../platform/imports/index.ts";
import { StockService } from "./stock.ts";

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
  const obstacles = await new StockService(ctx).writeCounts(rows, write);
  for (const [index, { group }] of counts.entries()) {
    const { path: [field] = [], message = "" } = obstacles[index] ?? {};
    if (field === undefined) continue;
    refused.push({ group, issues: group.entries.map((entry) => ({ entry, field: String(field), reason: message })) });
  }
  const updated = groups.length - refused.length;
  return { created: 0, updated, unchanged: 0, refused, warnings: [] };
}
