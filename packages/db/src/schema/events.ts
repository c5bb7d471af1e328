import { entityNames } from "@waybill/validators";
import { boolean, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, ownId, tenantId, tenantTable } from "./columns.ts";

/** What happened: written by the hub in the transaction that did it. */
export const events = pgTable(
  "events",
  {
    tenantId: tenantId(),
    id: ownId(),
    name: text().notNull(),
    version: integer().notNull(),
    entity: text({ enum: entityNames }).notNull(),
    /** Null where the event is about many. */
    entityId: uuid(),
    payload: jsonb().$type<unknown>().notNull(),
    /** Whose deed it was, or for whom the system did it. */
    userId: uuid(),
    /** Whether the system did it, by a job. */
    bySystem: boolean().notNull().default(false),
    requestId: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("events", table, table.id),
    index("events_entity_idx").on(table.tenantId, table.entity, table.entityId),
  ],
);
