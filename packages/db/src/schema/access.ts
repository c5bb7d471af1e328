import { sql } from "drizzle-orm";
import { index, pgPolicy, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { createdAt, currentTenant, currentUser, moment, ownId, tenantId, tenantTable } from "./columns.ts";

/** Keys that programs call procedures with, in the name of who made them. A key names its tenant. */
export const apiKeys = pgTable(
  "api_keys",
  {
    tenantId: tenantId(),
    id: ownId(),
    name: text().notNull(),
    /** SHA-256 of the key, hexadecimal. */
    hash: text().notNull(),
    /** The key's last letters, to tell keys apart. */
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

/** When operators of the installation looked into a tenant: why, and until when. */
export const supportAccess = pgTable(
  "support_access",
  {
    tenantId: tenantId(),
    id: ownId(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    reason: text().notNull(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
    endedAt: moment(),
  },
  (table) => [
    ...tenantTable("support_access", table, table.id),
    // Before a tenant is chosen, an operator sees the own accesses.
    pgPolicy("support_access_own", {
      for: "select",
      using: sql`user_id = ${currentUser} and ${currentTenant} is null`,
    }),
    index("support_access_user_idx").on(table.userId),
  ],
);

/** Who has which thing open, by browser tab. A row that is not renewed lapses. */
export const presence = pgTable(
  "presence",
  {
    tenantId: tenantId(),
    entity: text().notNull(),
    entityId: uuid().notNull(),
    /** The browser tab. */
    tabId: uuid().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    since: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [...tenantTable("presence", table, table.entity, table.entityId, table.tabId)],
);
