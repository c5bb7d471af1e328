import { PgDialect } from "drizzle-orm/pg-core";

/** The SQL dialect of Drizzle: columns in snake case, qualified with their table. */
export const dialect = new PgDialect({ casing: "snake_case" });

// With a single table, Drizzle omits the table name, also in subqueries of the selection: `item_tags.tenant_id =
// items.tenant_id` would become `tenant_id = tenant_id`, which is true for every row.
const buildSelection: unknown = Reflect.get(dialect, "buildSelection");
if (typeof buildSelection !== "function") throw new Error("Drizzle has another way to write what is selected.");
Reflect.set(dialect, "buildSelection", (fields: unknown) =>
  buildSelection.call(dialect, fields, { isSingleTable: false }),
);
