import { bigint, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, ownId, tenantId, tenantTable } from "./columns.ts";
import { users } from "./users.ts";

/** Files that people gave or jobs made; the bytes lie in the file store under the file's key. */
export const files = pgTable(
  "files",
  {
    tenantId: tenantId(),
    id: ownId(),
    /** Which kind of file it is; modules declare theirs. */
    kind: text().notNull().default("unknown"),
    /** The row that it belongs to, of the entity that its kind names; null for an upload that nothing uses yet. */
    ownerId: uuid(),
    /** Who may read it. A file of which nobody said that is for owners. */
    permission: text().notNull().default("tenants.makeOwners"),
    name: text().notNull(),
    contentType: text().notNull(),
    /** Bytes. */
    size: bigint({ mode: "number" }).notNull(),
    key: text().notNull(),
    userId: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => tenantTable("files", table, table.id),
);

/** How much a tenant stores: kept by a trigger on {@link files}, so that it is known without counting. */
export const fileUsage = pgTable(
  "file_usage",
  {
    tenantId: tenantId(),
    bytes: bigint({ mode: "number" }).notNull(),
    files: integer().notNull(),
  },
  (table) => tenantTable("file_usage", table),
);
