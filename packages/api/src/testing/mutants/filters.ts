import { type Check, isolationChecks } from "../isolation.ts";
import { type FilterSite, isMissed } from "../tenant-filters.ts";
import type { World } from "../world.ts";
import { assertSilent, finds, type Laboratory, type Mutant } from "./mutant.ts";

// Policies are off here: a filter has to hold by itself. Two things miss one that is taken out: the checks, where
// something is told or changed, and whoever reads every statement of the suite (statement-watch.ts), which refuses one
// that is not tied to its tenant.

/** The name of what reads every statement. */
export const reader = "the reader of statements";

/** A filter, and the checks that send a statement with it. */
interface Sent {
  site: FilterSite;
  /** The first statement that had it. */
  statement: string;
  checks: Check[];
}

/** The check that looks at what all the others have left behind. */
const lastCheck = isolationChecks.at(-1);

/** Runs every check, and notes which filters are in the statements that each sends. */
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

/** Checks that are known to be silent by themselves where nothing was taken out. */
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

/** Each filter that the checks send, taken out. */
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
          // What finds something without the others having run before it proves nothing.
          if ((await finds(check, world)) && (await silence.of(check))) return check.name;
        }
        return isMissed(statement, site, tables) ? reader : null;
      }),
  }));
}
