import { sql } from "drizzle-orm";
import { integer, pgPolicy, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, currentTenant, moment, ownId, sessionUser, tenantId, tenantTable } from "./columns.ts";

/** A tenant's own roles: named sets of permissions, besides the built-in ones. */
export const roles = pgTable(
  "roles",
  {
    tenantId: tenantId(),
    id: ownId(),
    name: text().notNull(),
    permissions: text().array().notNull(),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [
    ...tenantTable("roles", table, table.id),
    pgPolicy("roles_own", {
      for: "select",
      using: sql`${currentTenant} is null and exists (
        select from memberships
        where memberships.tenant_id = roles.tenant_id and memberships.custom_role_id = roles.id
          and memberships.user_id = ${sessionUser})`,
    }),
    uniqueIndex("roles_name_key").on(table.tenantId, sql`lower(${table.name})`),
  ],
);
