import { isMissed, readStatement, tablesBeforeTenant } from "./tenant-filters.ts";

/** Reads every statement of an app and collects problems. */
export class StatementWatch {
  readonly #tables: ReadonlySet<string>;
  readonly #known = new Set<string>();
  /** The positions of filters known to be noticed when removed. */
  readonly #missed = new Set<string>();
  #faults: string[] = [];

  /** @param tables the tables with a tenant. */
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
      // Where a person's own rows lead to a tenant, isolation checks do not notice it: see mutants/filters.ts.
      const leads = filter.tables.every((table) => table in tablesBeforeTenant);
      if (!leads && !isMissed(statement, filter, this.#tables)) {
        faults.push(`no one would miss its filter of ${filter.tables.join(" to ")}`);
      }
    }
    if (faults.length > 0) this.#faults.push(`${faults.join(", and ")}:\n  ${statement.trim()}`);
  }

  /** The problems since the last call. */
  takeFaults(): string[] {
    const faults = this.#faults;
    this.#faults = [];
    return faults;
  }
}

const watches = new Set<StatementWatch>();

/** @throws if an app of this process has sent a statement without a tenant since the last call */
export function requireTenantFilters(): void {
  const faults = [...watches].flatMap((watch) => watch.takeFaults());
  if (faults.length > 0) throw new Error(`Sent without naming its tenant (docs/tenants.md):\n${faults.join("\n")}`);
}
