import { bigint, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, ownId, tenantId, tenantTable } from "./columns.ts";
import { users } from "./users.ts";

/** Files of people and jobs; the file store has the bytes under the file's key. */
export const files = pgTable(
  "files",
  {
    tenantId: tenantId(),
    id: ownId(),
    /** The kind of file, which modules declare. */
    kind: text().notNull().default("unknown"),
    /** The row that owns it; null for an upload that is not used yet. */
    ownerId: uuid(),
    /** The permission to read it; by default only owners can. */
    permission: text().notNull().default("tenants.makeOwners"),
    name: text().notNull(),
    contentType: text().notNull(),
    /** Bytes. */
    size: bigint({ mode: "number" }).notNull(),
    key: text().notNull(),
    userId: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("files", table, table.id),
    // In the order of the list: files that a person may read, and those of a kind.
    index("files_permission_idx").on(table.tenantId, table.permission, table.id),
    index("files_kind_idx").on(table.tenantId, table.kind, table.permission, table.id),
  ],
);

/** Storage used by a tenant, maintained by a trigger on {@link files}. */
export const fileUsage = pgTable(
  "file_usage",
  {
    tenantId: tenantId(),
    bytes: bigint({ mode: "number" }).notNull(),
    files: integer().notNull(),
  },
  (table) => tenantTable("file_usage", table),
);
