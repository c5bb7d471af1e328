import type { Check } from "../isolation.ts";
import type { World } from "../world.ts";

/** A part of what keeps tenants and rights apart, taken out. */
export interface Mutant {
  kind: "policy" | "filter" | "permission" | "foreign key";
  name: string;
  /** @returns the name of the check that noticed; null where none did. */
  run(): Promise<string | null>;
}

/** Runs a check. @returns whether it found anything. One that breaks has found something. */
export async function finds(check: Check, world: World): Promise<boolean> {
  return (await leaksOf(check, world)).length > 0;
}

const leaksOf = ({ run }: Check, world: World) => run(world).catch((error: unknown) => [String(error)]);

/** @throws where a check finds something in a world that nothing was taken out of: then it proves nothing */
export async function assertSilent(check: Check, world: World): Promise<void> {
  const leaks = await leaksOf(check, world);
  if (leaks.length > 0) throw new Error(`Nothing was taken out, and yet, ${check.name}: ${leaks.join(", ")}`);
}

/**
 * Runs a check without a mutant and with it. A check that finds something without it says nothing of it.
 *
 * @returns the check's name, where it noticed the mutant.
 */
export async function notices(check: Check, world: World, mutate: () => Promise<() => Promise<unknown>>) {
  await assertSilent(check, world);
  const undo = await mutate();
  const found = await finds(check, world);
  await undo();
  return found ? check.name : null;
}

/** The places where a world of its own is a copy of one that was made once. */
export class Laboratory {
  readonly #template: World;

  private constructor(template: World) {
    this.#template = template;
  }

  /** @param template is closed; copies of it are made. */
  static async open(template: World): Promise<Laboratory> {
    await template.close();
    return new Laboratory(template);
  }

  /** The tables that have a tenant. */
  get tenantTables(): readonly string[] {
    return this.#template.made.testApp.urls.cluster.tenantTables;
  }

  /** Does something in a copy. */
  async within<T>(work: (world: World) => Promise<T>): Promise<T> {
    const world = await this.#template.copy();
    try {
      return await work(world);
    } finally {
      await world.close();
    }
  }
}
