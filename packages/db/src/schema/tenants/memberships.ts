import { roles as builtInRoles } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import { check, index, type PgColumn, pgPolicy, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import {
  createdAt,
  currentTenant,
  currentUser,
  moment,
  ownId,
  sessionUser,
  tenantId,
  tenantTable,
  within,
} from "../columns.ts";
import { roles } from "../roles.ts";
import { users } from "../users.ts";

/** A built-in role, or one of the tenant's own. */
const role = () => ({ role: text({ enum: builtInRoles }), customRoleId: uuid() });

const oneRole = (table: { role: PgColumn; customRoleId: PgColumn }): SQL =>
  sql`num_nonnulls(${table.role}, ${table.customRoleId}) = 1`;

/** The members of a tenant with their roles. Outside of a tenant, users see their own memberships. */
export const memberships = pgTable(
  "memberships",
  {
    tenantId: tenantId(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    ...role(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("memberships", table, table.userId),
    pgPolicy("memberships_own", { for: "select", using: sql`user_id = ${currentUser} and ${currentTenant} is null` }),
    pgPolicy("memberships_session", {
      for: "select",
      using: sql`user_id = ${sessionUser} and ${currentTenant} is null`,
    }),
    within("memberships_role_fkey", table, table.customRoleId, roles),
    check("memberships_one_role", oneRole(table)),
    index("memberships_user_idx").on(table.userId),
  ],
);

/**
 * Mailed invitations. The link names its tenant, so that it can be looked up inside; its secret is derived from the id, so
 * a new invitation of the same address has another one.
 */
export const invitations = pgTable(
  "invitations",
  {
    tenantId: tenantId(),
    id: ownId(),
    email: text().notNull(),
    ...role(),
    invitedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    /** The last mail. */
    sentAt: createdAt(),
    /** Why the last mail was not delivered, for people; null while it may still arrive. */
    undelivered: text(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    ...tenantTable("invitations", table, table.id),
    within("invitations_role_fkey", table, table.customRoleId, roles),
    check("invitations_one_role", oneRole(table)),
    unique("invitations_email_key").on(table.tenantId, table.email),
  ],
);
