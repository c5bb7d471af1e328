import { id as idSchema } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { WorkContext } from "../core/context.ts";
import { callerOf, type RequestContext } from "../core/procedures/request.ts";
import { commandLine } from "../core/work/unit-of-work.ts";

export const manifestSchema = z.object({
  format: z.literal(1),
  tenant: z.record(z.string(), z.unknown()).and(z.object({ id: idSchema, slug: z.string(), name: z.string() })),
  people: z.array(z.object({ id: idSchema, email: z.string(), name: z.string() })),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      keys: z.array(z.string()),
      later: z.array(z.string()),
    }),
  ),
});

export type Manifest = z.output<typeof manifestSchema>;
export const countsSchema = z.record(z.string(), z.number());

/** The exported or imported organisation. */
export interface ArchiveFacts {
  id: string;
  slug: string;
  name: string;
  /** The number of rows by table. */
  rows: Record<string, number>;
  files: number;
  people: number;
}

/** Rows per statement. */
export const rowsPerStatement = 500;
/** A table as an SQL identifier. */
export const table = (name: string) => sql.identifier(name);
/** A list of columns as SQL, qualified with a table or an alias. */
export const columnList = (columns: readonly string[], of: string): SQL =>
  sql.join(
    columns.map((column) => sql`${sql.identifier(of)}.${sql.identifier(column)}`),
    sql`, `,
  );

/** Sets the format of times for the transaction, whatever the settings of the server. */
export const useUniformFormats = ({ db }: WorkContext) =>
  db.execute(sql`select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true)`);
export const fileSchema = z.object({ id: idSchema, key: z.string(), size: z.number() });
/** The caller of a command, for the units of work of an archive. */
export const commandCaller = (request: RequestContext) => ({ ...callerOf(request), actor: commandLine });
