import { getTableName, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { TenantTable } from "./columns.ts";

/** The searched columns of a table. */
interface SearchedColumns {
  /** Texts of words. */
  words: readonly PgColumn[];
  /** Those that name the row: a search for the whole text or its beginning finds it first. */
  names?: readonly PgColumn[];
  /** Those that people write with and without spaces: postcodes. */
  joined?: readonly PgColumn[];
  /** Texts that are found by their last characters: numbers. */
  ends?: readonly PgColumn[];
  /**
   * SQL of words of other rows that its rows keep, with columns `kind`, `text` and `thing_id`; `rows` are the rows. Used
   * when a table is indexed; later, triggers record each text when it is written.
   */
  kept?: string;
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const columnOf =
  (row: string) =>
  ({ name }: PgColumn): string =>
    `${row}.${snakeCase(name)}`;

/**
 * Declares that rows of a table are searched by their words. Declared beside the table; triggers and indexing are derived
 * from it (`search-words.ts`).
 */
export class Searched {
  readonly kind: string;
  readonly table: TenantTable & { id: PgColumn };
  /** The table's name in the database. */
  readonly name: string;
  /** The names of the searched columns. */
  readonly columns: readonly string[];
  readonly kept: string | undefined;
  readonly #columns: SearchedColumns;

  /** @param kind the name of the rows' entity. */
  constructor(kind: string, table: TenantTable & { id: PgColumn }, columns: SearchedColumns) {
    this.kind = kind;
    this.table = table;
    this.name = getTableName(table);
    this.#columns = columns;
    this.kept = columns.kept;
    this.columns = [...columns.words, ...(columns.ends ?? [])].map(({ name }) => snakeCase(name));
  }

  /** SQL of a row's words, each after a space. @param row the table's name or alias in the statement */
  words(row: string = this.name): string {
    return `${this.#text(row)} || ${this.#names(row)}`;
  }

  #text(row: string): string {
    const { words, joined = [], ends = [] } = this.#columns;
    const texts = [
      ...words.map(columnOf(row)),
      ...joined.map((column) => `replace(${columnOf(row)(column)}, ' ', '')`),
    ];
    const backwards = ends.map((column) => ` || coalesce(search_end(${columnOf(row)(column)}), '')`);
    return `search_text(concat_ws(' ', ${texts.join(", ")}))${backwards.join("")}`;
  }

  #names(row: string): string {
    const { names = [] } = this.#columns;
    return `concat(${["''", ...names.map((column) => `search_start(${columnOf(row)(column)})`)].join(", ")})`;
  }

  /** SQL of a row's words without its names, for a Drizzle query of the table. */
  get text(): SQL<string> {
    return sql.raw(this.#text(this.name)) as SQL<string>;
  }

  /** SQL of a row's names, each after a space and a sign, for a Drizzle query of the table. */
  get names(): SQL<string> {
    return sql.raw(this.#names(this.name)) as SQL<string>;
  }
}
