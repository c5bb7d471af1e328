import { roles } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { index, pgPolicy, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { createdAt, currentTenant, currentUser, moment, ownId, tenantId, tenantTable } from "./columns.ts";

/** Who belongs to a tenant, and as what. Before a tenant is chosen, a person sees the own memberships. */
export const memberships = pgTable(
  "memberships",
  {
    tenantId: tenantId(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text({ enum: roles }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("memberships", table, table.userId),
    pgPolicy("memberships_own", { for: "select", using: sql`user_id = ${currentUser} and ${currentTenant} is null` }),
    index("memberships_user_idx").on(table.userId),
  ],
);

/** Invitations that were mailed. The token names its tenant, so that it can be looked up inside it. */
export const invitations = pgTable(
  "invitations",
  {
    tenantId: tenantId(),
    id: ownId(),
    email: text().notNull(),
    role: text({ enum: roles }).notNull(),
    /** SHA-256 of the token's secret, hexadecimal. */
    tokenHash: text().notNull(),
    invitedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    ...tenantTable("invitations", table, table.id),
    unique("invitations_email_key").on(table.tenantId, table.email),
    unique("invitations_token_key").on(table.tenantId, table.tokenHash),
  ],
);
