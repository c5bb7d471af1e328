import type { Check } from "../isolation.ts";
import type { World } from "../world.ts";

/** A removed part of the isolation of tenants or permissions. */
export interface Mutant {
  kind: "policy" | "filter" | "permission" | "foreign key";
  name: string;
  /** @returns the check that noticed it; null for none. */
  run(): Promise<string | null>;
}

/** Runs a check. @returns whether it failed, also by an exception */
export async function finds(check: Check, world: World): Promise<boolean> {
  return (await leaksOf(check, world)).length > 0;
}

const leaksOf = ({ run }: Check, world: World) => run(world).catch((error: unknown) => [String(error)]);

/** @throws if a check fails without a mutant: then it proves nothing */
export async function assertSilent(check: Check, world: World): Promise<void> {
  const leaks = await leaksOf(check, world);
  if (leaks.length > 0) throw new Error(`Nothing was taken out, and yet, ${check.name}: ${leaks.join(", ")}`);
}

/**
 * Runs a check without and with a mutant. A failure without it proves nothing.
 *
 * @returns the check's name if it noticed the mutant.
 */
export async function notices(check: Check, world: World, mutate: () => Promise<() => Promise<unknown>>) {
  await assertSilent(check, world);
  const undo = await mutate();
  const found = await finds(check, world);
  await undo();
  return found ? check.name : null;
}

/** Copies of one world, each used once. */
export class Laboratory {
  readonly #template: World;

  private constructor(template: World) {
    this.#template = template;
  }

  /** @param template is closed and then copied. */
  static async open(template: World): Promise<Laboratory> {
    await template.close();
    return new Laboratory(template);
  }

  /** The tables with a tenant. */
  get tenantTables(): readonly string[] {
    return this.#template.made.testApp.urls.cluster.tenantTables;
  }

  /** Runs something in a copy. */
  async within<T>(work: (world: World) => Promise<T>): Promise<T> {
    const world = await this.#template.copy();
    try {
      return await work(world);
    } finally {
      await world.close();
    }
  }
}
