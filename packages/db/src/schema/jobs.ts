import { boolean, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment, tenantId, tenantTable } from "./columns.ts";

/** What a tenant decided about the jobs that run by the clock. One that has no row runs as the module says. */
export const schedules = pgTable(
  "schedules",
  {
    tenantId: tenantId(),
    name: text().notNull(),
    /** Five fields, in the tenant's time zone. */
    cron: text().notNull(),
    enabled: boolean().notNull(),
    /** Until when its runs have covered what happened, and the job that covered the last of it. */
    coveredUntil: moment(),
    coveredBy: uuid(),
    version: integer().notNull().default(1),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [...tenantTable("schedules", table, table.name)],
);
