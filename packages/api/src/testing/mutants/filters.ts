import { type Check, isolationChecks } from "../isolation.ts";
import { type FilterSite, isMissed } from "../tenant-filters.ts";
import type { World } from "../world.ts";
import { assertSilent, finds, type Laboratory, type Mutant } from "./mutant.ts";

// Policies are off here: filters have to hold alone. A removed filter is noticed by the checks, if data leaks or
// changes, or by the reader of all statements (statement-watch.ts), which refuses statements without a tenant.

/** The name of that reader. */
export const reader = "the reader of statements";

/** A filter and the checks that use it. */
interface Sent {
  site: FilterSite;
  /** The first statement that had it. */
  statement: string;
  checks: Check[];
}

/** The check of the effects of all others. */
const lastCheck = isolationChecks.at(-1);

/** Runs every check and records the filters of its statements. */
async function observe(world: World): Promise<Map<string, Sent>> {
  const sent = new Map<string, Sent>();
  let running: Check | undefined;
  await world.switchOff({
    policies: true,
    filters(site, statement) {
      const entry = sent.get(site.id) ?? { site, statement, checks: [] };
      sent.set(site.id, entry);
      if (running && entry.checks.at(-1) !== running) entry.checks.push(running);
      return false;
    },
  });
  for (const check of isolationChecks) {
    running = check;
    await assertSilent(check, world);
  }
  return sent;
}

/** Checks known to pass without a mutant. */
class Silence {
  readonly #laboratory: Laboratory;
  readonly #known = new Map<Check, Promise<boolean>>();

  constructor(laboratory: Laboratory) {
    this.#laboratory = laboratory;
  }

  of(check: Check): Promise<boolean> {
    const known = this.#known.get(check) ?? this.#laboratory.within((world) => this.#listen(world, check));
    this.#known.set(check, known);
    return known;
  }

  async #listen(world: World, check: Check): Promise<boolean> {
    await world.switchOff({ policies: true });
    return !(await finds(check, world));
  }
}

/** Each filter of the checks, removed. */
export async function filterMutants(laboratory: Laboratory): Promise<Mutant[]> {
  const sent = await laboratory.within(observe);
  const silence = new Silence(laboratory);
  const tables = new Set(laboratory.tenantTables);
  return [...sent.values()].map(({ site, statement, checks }) => ({
    kind: "filter",
    name: `${site.tables.join(" to ")} in ${statement}`,
    run: () =>
      laboratory.within(async (world) => {
        await world.switchOff({ policies: true, filters: ({ id }) => id === site.id });
        for (const check of lastCheck ? [...checks, lastCheck] : checks) {
          // A check that fails without the others before it proves nothing.
          if ((await finds(check, world)) && (await silence.of(check))) return check.name;
        }
        return isMissed(statement, site, tables) ? reader : null;
      }),
  }));
}
