import { PgDialect } from "drizzle-orm/pg-core";

/** How Drizzle writes SQL: columns in snake case, each with its table's name. */
export const dialect = new PgDialect({ casing: "snake_case" });

/*
 * Where a query has one table only, Drizzle leaves the table's name out of what is selected: out of sub-selects there
 * too, where `item_tags.tenant_id = items.tenant_id` became `tenant_id = tenant_id`, which is true of every row.
 */
const buildSelection: unknown = Reflect.get(dialect, "buildSelection");
if (typeof buildSelection !== "function") throw new Error("Drizzle has another way to write what is selected.");
Reflect.set(dialect, "buildSelection", (fields: unknown) =>
  buildSelection.call(dialect, fields, { isSingleTable: false }),
);
