import { PgDialect } from "drizzle-orm/pg-core";

/** How Drizzle writes SQL: columns in snake case. */
export const dialect = new PgDialect({ casing: "snake_case" });
