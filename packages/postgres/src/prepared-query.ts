import { Column, fillPlaceholders, is, type Query, SQL } from "drizzle-orm";
import { PgDatabase } from "drizzle-orm/pg-core";
import { PostgresJsSession } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { dialect } from "./dialect.ts";
import type { Db } from "./transaction.ts";

/** A query that Drizzle can prepare. */
interface Preparable<Row> {
  prepare(name: string): { execute(values?: Record<string, unknown>): Promise<Row[]> };
}

/** What Drizzle's prepared query has, of what its type tells nobody. */
interface Prepared<Row> {
  client: unknown;
  fields?: { path: string[]; field: unknown }[];
  customResultMapper?: (rows: unknown[][]) => Row[];
  execute(values: Record<string, unknown>): Promise<Row[]>;
}

/** A query whose text is built once for the process instead of once for each call. Made by {@link preparedQuery}. */
export interface PreparedQuery<Row> {
  /**
   * Runs it.
   *
   * @param client what sends statements, for Drizzle's session.
   * @param values what its placeholders stand for.
   */
  run(client: Pick<Sql, "unsafe">, values: Record<string, unknown>): Promise<Row[]>;
  /** The same query, its text still to be built: to measure what that costs. */
  anew(): PreparedQuery<Row>;
}

class BuiltQuery<Row> implements PreparedQuery<Row> {
  readonly #build: (db: Db) => Preparable<Row>;
  #prepared: Prepared<Row> | undefined;

  constructor(build: (db: Db) => Preparable<Row>) {
    this.#build = build;
  }

  run(client: Pick<Sql, "unsafe">, values: Record<string, unknown>): Promise<Row[]> {
    this.#prepared ??= this.#prepare();
    const own: Prepared<Row> = Object.create(this.#prepared);
    own.client = client;
    return own.execute(values);
  }

  anew(): PreparedQuery<Row> {
    return new BuiltQuery(this.#build);
  }

  #prepare(): Prepared<Row> {
    const nowhere = new PostgresJsSession({} as Sql, dialect, undefined);
    const db: Db = new PgDatabase(dialect, nowhere, undefined);
    const prepared = this.#build(db).prepare("query") as unknown as Prepared<Row>;
    const mapper = mapperOf<Row>(prepared.fields ?? []);
    if (mapper) prepared.customResultMapper = mapper;
    return prepared;
  }
}

class WrittenQuery<Row> implements PreparedQuery<Row> {
  readonly #write: () => SQL;
  #query: Query | undefined;

  constructor(write: () => SQL) {
    this.#write = write;
  }

  async run(client: Pick<Sql, "unsafe">, values: Record<string, unknown>): Promise<Row[]> {
    this.#query ??= dialect.sqlToQuery(this.#write());
    const { sql: text, params } = this.#query;
    const rows = await client.unsafe(text, fillPlaceholders(params, values) as never[]);
    return rows as unknown as Row[]; // whoever wrote it knows what it returns
  }

  anew(): PreparedQuery<Row> {
    return new WrittenQuery(this.#write);
  }
}

/**
 * Makes a query whose text is built once: for those that run with every request. What changes from call to call are
 * `sql.placeholder(name)`.
 */
export function preparedQuery<Row>(build: (db: Db) => Preparable<Row>): PreparedQuery<Row> {
  return new BuiltQuery(build);
}

/**
 * The same for a statement that is written by hand.
 *
 * @param write called once; the columns of what it returns are the properties of `Row`.
 */
export function preparedSql<Row = unknown>(write: () => SQL): PreparedQuery<Row> {
  return new WrittenQuery(write);
}

/**
 * How rows become objects, decided once for each column instead of once for each cell. Null for nested objects, which
 * Drizzle maps itself.
 */
function mapperOf<Row>(fields: { path: string[]; field: unknown }[]): ((rows: unknown[][]) => Row[]) | null {
  const columns = fields.map(({ path, field }) => {
    const decoder = is(field, Column) ? field : is(field, SQL) ? Reflect.get(field, "decoder") : null;
    const decode: unknown = decoder ? Reflect.get(decoder, "mapFromDriverValue") : null;
    if (path.length !== 1 || typeof decode !== "function") return null;
    const plain = decode === Column.prototype.mapFromDriverValue;
    return { name: path[0] ?? "", decode: plain ? null : (value: unknown) => decode.call(decoder, value) as unknown };
  });
  if (columns.length === 0 || columns.includes(null)) return null;
  const known = columns.filter((column) => column !== null);
  return (rows) =>
    rows.map((row) => {
      const object: Record<string, unknown> = {};
      for (const [index, { name, decode }] of known.entries()) {
        const value = row[index];
        object[name] = value === null || !decode ? value : decode(value);
      }
      return object as Row; // the fields that the query was built with
    });
}
