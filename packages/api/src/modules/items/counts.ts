import { type CountRow, countRow } from "@waybill/validators/items";
import type { TenantContext } from "../../core/index.ts";
import { rowOf, type Settled, type Unit } from "../../platform/imports/index.ts";
import { StockService } from "./stock.ts";

/** The required columns of a count. */
const columns = ["sku", "counted"];

/** Records the counts of a file in the ledger, or only checks them. Each count is refused on its own. */
export async function settleCounts(ctx: TenantContext, units: Unit[], write: boolean): Promise<Settled> {
  const refused: Settled["refused"] = [];
  const counts: { unit: Unit; row: CountRow }[] = [];
  for (const unit of units) {
    for (const entry of unit.entries) {
      const read = rowOf({ row: countRow, columns }, entry);
      if ("issues" in read) refused.push({ unit, issues: read.issues });
      else counts.push({ unit, row: read.row });
    }
  }
  const rows = counts.map(({ row }) => row);
  const obstacles = await new StockService(ctx).writeCounts(rows, write);
  for (const [index, { unit }] of counts.entries()) {
    const { path: [field] = [], message = "" } = obstacles[index] ?? {};
    if (field === undefined) continue;
    refused.push({ unit, issues: unit.entries.map((entry) => ({ entry, field: String(field), reason: message })) });
  }
  const updated = units.length - refused.length;
  return { created: 0, updated, unchanged: 0, refused, warnings: [] };
}
