import type { ImportPlan } from "@waybill/validators";
import { jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { moment, tenantId, tenantTable } from "./columns.ts";

/** How a tenant last read files with a header, for the next file with the same header. */
export const importPlans = pgTable(
  "import_plans",
  {
    tenantId: tenantId(),
    /** The import's job name. */
    import: text().notNull(),
    /** A hash of the column names. */
    header: text().notNull(),
    plan: jsonb().$type<ImportPlan>().notNull(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [...tenantTable("import_plans", table, table.import, table.header)],
);
