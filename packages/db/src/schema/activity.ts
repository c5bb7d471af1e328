import { actorKinds, entityNames } from "@waybill/validators";
import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, ownId, tenantId, tenantTable } from "./columns.ts";

/** Who did what, on what, from where. Rows are added and never changed; the application's role cannot. */
export const activity = pgTable(
  "activity",
  {
    tenantId: tenantId(),
    id: ownId(),
    /** The event's name, or the procedure's path where it has no event. */
    action: text().notNull(),
    entity: text({ enum: entityNames }).notNull(),
    /** Null where the entry is about many. */
    entityId: uuid(),
    /** A sentence without its subject: "created the parcel WB-1001". */
    summary: text().notNull(),
    /** The fields that changed, as they were and as they are. */
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>(),
    userId: uuid(),
    actor: text({ enum: actorKinds }).notNull(),
    /** The API key, the support access or the job that acted for the user. */
    actorId: uuid(),
    ip: text(),
    requestId: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("activity", table, table.id),
    index("activity_entity_idx").on(table.tenantId, table.entity, table.entityId),
    index("activity_user_idx").on(table.tenantId, table.userId),
  ],
);
