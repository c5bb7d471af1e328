import { getTableName, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { TenantTable } from "./columns.ts";

/** What of a table's rows a search compares. */
interface SearchedColumns {
  /** Texts of words. What identifies a row stands first. */
  words: readonly PgColumn[];
  /** Those of them that people write with blanks and without: postcodes. */
  joined?: readonly PgColumn[];
  /** Texts that are found by how they end: numbers, of which people type the last digits. */
  ends?: readonly PgColumn[];
  /**
   * SQL of words of other things that its rows have kept, with columns `kind`, `text` and `thing_id`; `rows` are the rows.
   * It is read when a table is filled: later, triggers have noted each text when it was written.
   */
  kept?: string;
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Says that rows of a table are found by their words. Declared and exported beside the table; triggers and filling follow
 * from it (`search-words.ts`).
 */
export class Searched {
  readonly kind: string;
  readonly table: TenantTable & { id: PgColumn };
  /** The table's name in the database. */
  readonly name: string;
  /** The names of the columns that are compared. */
  readonly columns: readonly string[];
  readonly kept: string | undefined;
  readonly #columns: SearchedColumns;

  /** @param kind the kind of thing that a row is: the name of its entity. */
  constructor(kind: string, table: TenantTable & { id: PgColumn }, columns: SearchedColumns) {
    this.kind = kind;
    this.table = table;
    this.name = getTableName(table);
    this.#columns = columns;
    this.kept = columns.kept;
    this.columns = [...columns.words, ...(columns.ends ?? [])].map(({ name }) => snakeCase(name));
  }

  /** SQL of a row's words: each after a blank. @param row the table's name in the statement, or what stands for it */
  words(row: string = this.name): string {
    const { words, joined = [], ends = [] } = this.#columns;
    const of = ({ name }: PgColumn) => `${row}.${snakeCase(name)}`;
    const texts = [...words.map(of), ...joined.map((column) => `replace(${of(column)}, ' ', '')`)];
    const backwards = ends.map((column) => ` || coalesce(search_end(${of(column)}), '')`);
    return `search_text(concat_ws(' ', ${texts.join(", ")}))${backwards.join("")}`;
  }

  /** The same for a query of Drizzle's that reads the table. */
  get text(): SQL<string> {
    return sql.raw(this.words()) as SQL<string>;
  }
}
