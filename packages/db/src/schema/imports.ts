import type { ImportPlan } from "@waybill/validators";
import { jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { moment, tenantId, tenantTable } from "./columns.ts";

/** How a tenant last read files with a header: so that the next one with the same header needs no answers again. */
export const importPlans = pgTable(
  "import_plans",
  {
    tenantId: tenantId(),
    /** The import, by its job's name. */
    import: text().notNull(),
    /** The names of the columns, as a hash. */
    header: text().notNull(),
    plan: jsonb().$type<ImportPlan>().notNull(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [...tenantTable("import_plans", table, table.import, table.header)],
);
