/** A function or a trigger that is part of the database, and no table's. */
export interface Piece {
  /** A function's name, or a trigger's. */
  name: string;
  /** The table that a trigger is on; null for a function. */
  table: string | null;
  /** Makes it, or makes it anew, with the rights to it. */
  sql: string;
  /** The same for a database whose tables are spread over the nodes of Citus, where it has to be written in another way. */
  sqlOnNodes?: string;
  /** What is run for each tenant once it is there, in a transaction inside the tenant. */
  forEachTenant?: string;
  /**
   * For a function that takes an id and a number: it is called for each tenant, after the last id that it returned, until it
   * returns none, each time in a transaction inside the tenant.
   */
  inPieces?: boolean;
}

/** What the application's role may do with a table. */
export interface TableRights {
  may: readonly string[];
  /** The columns that it may update, where it may not update all. */
  updates?: (columns: readonly string[]) => readonly string[];
}

export const everything: TableRights = { may: ["select", "insert", "update", "delete"] };
export const addTo: TableRights = { may: ["select", "insert"] };

/** What a business module has in the database beside its tables. */
export interface OwnedByModule {
  /** Its functions and triggers. */
  pieces: readonly Piece[];
  /** Its tables that the application's role may do less with, by their names. */
  rights: Readonly<Record<string, TableRights>>;
  /** Tables that triggers fill alone, each with its reason: an archive of a tenant leaves them out. */
  derivedTables?: Readonly<Record<string, string>>;
  /** Columns that triggers write as rows of other tables come in, by their tables. */
  derivedColumns?: Readonly<Record<string, readonly string[]>>;
}

/** A statement of a trigger's function, and the same for the nodes of Citus. */
export interface TriggerStatement {
  sql: string;
  onNodes: string;
}

/**
 * A statement of a trigger's function that writes tables which lie beside the trigger's own. On a node of Citus it names the
 * parts of the tables that lie there: a statement on the whole tables would not see the rows that the trigger is told of.
 *
 * @param tables the names of the tables in it.
 * @param write makes it. It gets how the row of a trigger for each row is named: `new` or `old`.
 */
export function besideTrigger(
  tables: readonly string[],
  write: (row: (name: "new" | "old") => string) => string,
): TriggerStatement {
  const names = tables.map((name) => `'${name}'`).join(", ");
  return {
    sql: `${write((name) => name)};`,
    onNodes: `execute beside_trigger(tg_relid, $statement$${write((name) => `($${name === "new" ? 1 : 2})`)}$statement$, ${names}) using new, old;`,
  };
}
