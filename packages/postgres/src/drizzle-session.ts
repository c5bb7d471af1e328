import { PgDatabase } from "drizzle-orm/pg-core";
import { type PostgresJsQueryResultHKT, PostgresJsSession } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import type { Sent } from "./connection.ts";
import { dialect } from "./dialect.ts";

/** The database of services: Drizzle in one transaction. */
export type Db = PgDatabase<PostgresJsQueryResultHKT>;

/** The part of the driver that Drizzle's session uses. */
export interface StatementClient {
  unsafe(statement: string, parameters?: readonly unknown[]): Sent;
}

/** Drizzle on a client. */
export function drizzleOn(client: StatementClient): Db {
  // The session's type requires the whole driver, although it calls only `unsafe` outside of its own transactions.
  return new PgDatabase(dialect, new PostgresJsSession(client as Sql, dialect, undefined), undefined);
}
