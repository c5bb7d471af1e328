import { Column, fillPlaceholders, is, type Query, SQL } from "drizzle-orm";
import { dialect } from "./dialect.ts";
import { type Db, drizzleOn, type StatementClient } from "./drizzle-session.ts";

/** A query that Drizzle can prepare. */
interface Preparable<Row> {
  prepare(name: string): { execute(values?: Record<string, unknown>): Promise<Row[]> };
}

/** The fields of Drizzle's prepared query that its type hides. */
interface Prepared<Row> {
  client: unknown;
  fields?: { path: string[]; field: unknown }[];
  customResultMapper?: (rows: unknown[][]) => Row[];
  execute(values: Record<string, unknown>): Promise<Row[]>;
}

/** A query whose SQL is built once per process instead of once per call. Made by {@link preparedQuery}. */
export interface PreparedQuery<Row> {
  /** Whether it reads the copies of Citus's reference tables. */
  readonly onCopies: boolean;
  /**
   * Runs the query.
   *
   * @param client sends the statement, for Drizzle's session.
   * @param values the values of its placeholders.
   */
  run(client: StatementClient, values: Record<string, unknown>): Promise<Row[]>;
  /** The same query, not yet built: for benchmarks. */
  unbuiltCopy(): PreparedQuery<Row>;
}

/** The client while a query is built. */
const unconnected: StatementClient = {
  unsafe() {
    throw new Error("A query is sent by the client of its transaction.");
  },
};

class BuiltQuery<Row> implements PreparedQuery<Row> {
  readonly onCopies: boolean;
  readonly #build: (db: Db) => Preparable<Row>;
  #prepared: Prepared<Row> | undefined;

  constructor(build: (db: Db) => Preparable<Row>, onCopies: boolean) {
    this.#build = build;
    this.onCopies = onCopies;
  }

  run(client: StatementClient, values: Record<string, unknown>): Promise<Row[]> {
    this.#prepared ??= this.#prepare();
    const own: Prepared<Row> = Object.create(this.#prepared);
    own.client = client;
    return own.execute(values);
  }

  unbuiltCopy(): PreparedQuery<Row> {
    return new BuiltQuery(this.#build, this.onCopies);
  }

  #prepare(): Prepared<Row> {
    // Drizzle's type declares these fields as private.
    const prepared = this.#build(drizzleOn(unconnected)).prepare("query") as unknown as Prepared<Row>;
    const mapper = mapperOf<Row>(prepared.fields ?? []);
    if (mapper) prepared.customResultMapper = mapper;
    return prepared;
  }
}

class WrittenQuery<Row> implements PreparedQuery<Row> {
  readonly onCopies = false;
  readonly #write: () => SQL;
  #query: Query | undefined;

  constructor(write: () => SQL) {
    this.#write = write;
  }

  async run(client: StatementClient, values: Record<string, unknown>): Promise<Row[]> {
    this.#query ??= dialect.sqlToQuery(this.#write());
    const { sql: text, params } = this.#query;
    const rows: readonly unknown[] = await client.unsafe(text, fillPlaceholders(params, values));
    return rows as Row[]; // the caller of preparedSql states the type of its columns
  }

  unbuiltCopy(): PreparedQuery<Row> {
    return new WrittenQuery(this.#write);
  }
}

/**
 * Makes a query whose SQL is built once, for queries of every request. Its variables are `sql.placeholder(name)`.
 *
 * @param options.onCopies whether it reads only tables that are reference tables on Citus: it then reads their copies.
 */
export function preparedQuery<Row>(build: (db: Db) => Preparable<Row>, { onCopies = false } = {}): PreparedQuery<Row> {
  return new BuiltQuery(build, onCopies);
}

/**
 * The same for a statement written as SQL.
 *
 * @param write called once; the returned columns are the properties of `Row`.
 */
export function preparedSql<Row = unknown>(write: () => SQL): PreparedQuery<Row> {
  return new WrittenQuery(write);
}

/**
 * Builds the row mapper once per column instead of once per cell. Null for nested objects, which Drizzle maps itself.
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
      return object as Row; // it has the fields of the query, from which Drizzle derives the type
    });
}
