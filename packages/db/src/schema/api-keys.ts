import { pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment, ownId, tenantId, tenantTable } from "./columns.ts";
import { users } from "./users.ts";

/** API keys, which act in the name of the user who made them. A key names its tenant. */
export const apiKeys = pgTable(
  "api_keys",
  {
    tenantId: tenantId(),
    id: ownId(),
    name: text().notNull(),
    /** SHA-256 of the key, hexadecimal. */
    hash: text().notNull(),
    /** The key's last letters, for people. */
    hint: text().notNull(),
    permissions: text().array().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
    lastUsedAt: moment(),
    lastUsedIp: text(),
    revokedAt: moment(),
  },
  (table) => [...tenantTable("api_keys", table, table.id), unique("api_keys_hash_key").on(table.tenantId, table.hash)],
);
