import { beforeATenant, isMissed, readStatement } from "./tenant-filters.ts";

/** Reads every statement that an app sends, and keeps what is wrong with them. */
export class StatementWatch {
  readonly #tables: ReadonlySet<string>;
  readonly #known = new Set<string>();
  /** The places whose filters are known to be missed, once they are taken out. */
  readonly #missed = new Set<string>();
  #faults: string[] = [];

  /** @param tables the tables that have a tenant. */
  constructor(tables: Iterable<string>) {
    this.#tables = new Set(tables);
    watches.add(this);
  }

  /** Reads a statement; each text once. */
  saw(statement: string): void {
    if (this.#known.has(statement)) return;
    this.#known.add(statement);
    const { faults, filters } = readStatement(statement, this.#tables);
    for (const filter of filters.filter(({ id }) => !this.#missed.has(id))) {
      this.#missed.add(filter.id);
      // Where a person's own rows lead to a tenant, the checks of isolation miss it: see mutants/filters.ts.
      const leads = filter.tables.every((table) => table in beforeATenant);
      if (!leads && !isMissed(statement, filter, this.#tables)) {
        faults.push(`nobody would miss its filter of ${filter.tables.join(" to ")}`);
      }
    }
    if (faults.length > 0) this.#faults.push(`${faults.join(", and ")}:\n  ${statement.trim()}`);
  }

  /** What was wrong since this was last asked. */
  takeFaults(): string[] {
    const faults = this.#faults;
    this.#faults = [];
    return faults;
  }
}

const watches = new Set<StatementWatch>();

/** @throws where an app of this process has sent a statement that names no tenant, since this was last asked */
export function refuseLooseStatements(): void {
  const faults = [...watches].flatMap((watch) => watch.takeFaults());
  if (faults.length > 0) throw new Error(`Sent without naming its tenant (docs/tenants.md):\n${faults.join("\n")}`);
}
