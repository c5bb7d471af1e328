import type { World } from "../world.ts";

/** A fault to inject. */
export interface Fault {
  /** A sentence, such as "web-1 is killed". */
  name: string;
  /** Its duration in seconds in both forms; null if the short form leaves it out. */
  seconds: { short: number | null; long: number };
  /** Why this machine cannot inject it, or null. */
  obstacle?: (world: World) => string | null;
  inject(world: World): Promise<void>;
  /** Ends the fault. */
  end(world: World): Promise<void>;
}

/** For faults that end by themselves. */
export const noCleanUp = async (): Promise<void> => {};
