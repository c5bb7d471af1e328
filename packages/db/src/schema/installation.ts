import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";
import { newId } from "./ids.ts";

/**
 * Who did what to the installation, or to a person's account: what belongs to no tenant. Rows are added and never
 * changed; the application's role cannot.
 */
export const installationActivity = pgTable(
  "installation_activity",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    /** A procedure's path, or what happened: `account.passwordChanged`. */
    action: text().notNull(),
    /** A sentence without its subject: "changed the password". */
    summary: text().notNull(),
    /** Who did it; null where the installation itself or its command line did. No reference: the entry outlives the account. */
    userId: uuid(),
    /** Whose account it is about. */
    subjectUserId: uuid(),
    /** Which tenant it is about. Not named tenant_id: the row is the installation's, not the tenant's. */
    subjectTenantId: uuid(),
    /** What it was done with. Never a secret, nor a payload of a tenant. */
    details: jsonb().$type<Record<string, unknown>>(),
    ip: text(),
    requestId: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("installation_activity_subject_idx").on(table.subjectUserId, table.id)],
);
