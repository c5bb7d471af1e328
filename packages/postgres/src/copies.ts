/**
 * The copies of Citus's reference tables on the server of a connection. A statement that reads only copies is planned by
 * Postgres itself, which keeps the plan; Citus would plan it twice for each execution.
 */
export class Copies {
  /** The query for the constructor's rows. */
  static readonly find = `
    select relname as "table", relname || '_' || pg_dist_shard.shardid as copy
    from pg_dist_partition join pg_class on pg_class.oid = pg_dist_partition.logicalrelid
    join pg_dist_shard on pg_dist_shard.logicalrelid = pg_class.oid
    join pg_dist_placement on pg_dist_placement.shardid = pg_dist_shard.shardid
    where repmodel = 't' and groupid = (select groupid from pg_dist_local_group)
      and relnamespace = 'public'::regnamespace`;

  readonly #copies: ReadonlyMap<string, string>;
  readonly #statements = new Map<string, string>();

  /** @param rows the result of {@link Copies.find}. */
  constructor(rows: Iterable<Record<string, unknown>>) {
    this.#copies = new Map(Array.from(rows, ({ table, copy }) => [String(table), String(copy)]));
  }

  /** A statement that reads the copies of the reference tables in it. Each text is built once. */
  statement(text: string): string {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const built = text.replace(/\b(from|join) "(\w+)"/g, (all: string, word: string, table: string) => {
      const copy = this.#copies.get(table);
      return copy === undefined ? all : `${word} "public"."${copy}" "${table}"`;
    });
    this.#statements.set(text, built);
    return built;
  }
}
