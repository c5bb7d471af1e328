import { boolean, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment, tenantId, tenantTable } from "./columns.ts";

/** A tenant's settings of scheduled jobs. A job without a row has its module's defaults. */
export const schedules = pgTable(
  "schedules",
  {
    tenantId: tenantId(),
    name: text().notNull(),
    /** Five fields, in the tenant's time zone. */
    cron: text().notNull(),
    enabled: boolean().notNull(),
    /** The end of the period that its runs have covered, and the job that covered the last part. */
    coveredUntil: moment(),
    coveredBy: uuid(),
    version: integer().notNull().default(1),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [...tenantTable("schedules", table, table.name)],
);
