/** A function or trigger. */
export interface Piece {
  name: string;
  /** The table of a trigger; null for a function. */
  table: string | null;
  /** Creates or replaces it, with its rights. */
  sql: string;
  /** The same for Citus, if it differs. */
  sqlOnNodes?: string;
  /** Runs for each tenant after it was created, in a transaction in the tenant. */
  forEachTenant?: string;
  /**
   * For a function with an id and a number as arguments: called for each tenant, with the last returned id, until it
   * returns none; each time in a transaction in the tenant.
   */
  inPieces?: boolean;
}

/** The application role's rights on a table. */
export interface TableRights {
  may: readonly string[];
  /** The columns that it may update; all by default. */
  updates?: (columns: readonly string[]) => readonly string[];
}

export const everything: TableRights = { may: ["select", "insert", "update", "delete"] };
export const addTo: TableRights = { may: ["select", "insert"] };

/** A business module's functions, triggers and rights. */
export interface OwnedByModule {
  pieces: readonly Piece[];
  /** Restricted rights of the application's role, by table. */
  rights: Readonly<Record<string, TableRights>>;
  /** Tables that only triggers write, with the reason: archives of tenants leave them out. */
  derivedTables?: Readonly<Record<string, string>>;
  /** Columns that triggers write from rows of other tables, by table. */
  derivedColumns?: Readonly<Record<string, readonly string[]>>;
}

/** A statement of a trigger function, and its version for Citus. */
export interface TriggerStatement {
  sql: string;
  onNodes: string;
}

/**
 * A statement of a trigger function that writes tables colocated with the trigger's. On a Citus node it names the local
 * shards: a statement on the whole tables would not see the trigger's row.
 *
 * @param tables the names of the tables in it.
 * @param write returns the statement, from the row's name: `new` or `old`.
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
