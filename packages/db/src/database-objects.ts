/** A function or trigger that a migration installs. */
export interface DatabaseObject {
  name: string;
  /** The table of a trigger; null for a function. */
  table: string | null;
  /** Creates or replaces it, with its rights. */
  sql: string;
  /** The same for Citus, if it differs. */
  sqlOnNodes?: string;
  /** A statement that runs for each tenant after the installation, in a transaction in the tenant. */
  forEachTenant?: string;
  /**
   * Whether the function works in batches after the installation. Its arguments are an id and a number of rows. It is called
   * for each tenant with the last returned id, until it returns null; each call has a transaction in the tenant.
   */
  inBatches?: boolean;
}

/** The clause of a function that runs with the rights of its owner. */
export const withOwnersRights = "language plpgsql security definer set search_path = public";

/** The application role's rights on a table. */
export interface TableRights {
  /** Rights on the whole table, in lower case. */
  may: readonly string[];
  /** Columns with the right to update, in addition to `may`. */
  updates?: (columns: readonly string[]) => readonly string[];
}

/** The rights on an ordinary table. */
export const allRights: TableRights = { may: ["select", "insert", "update", "delete"] };
/** The rights on a table whose rows are never changed. */
export const selectAndInsert: TableRights = { may: ["select", "insert"] };

/** A business module's functions, triggers and rights. */
export interface OwnedByModule {
  objects: readonly DatabaseObject[];
  /** Restricted rights of the application's role, by table. */
  rights: Readonly<Record<string, TableRights>>;
  /** Tables that only triggers write, with the reason: archives of tenants leave them out. */
  derivedTables?: Readonly<Record<string, string>>;
  /** Tables whose rows are deleted with their job, and the columns of their keys. */
  rowsOfJobs?: Readonly<Record<string, readonly string[]>>;
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
