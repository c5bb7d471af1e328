import type { World } from "../world.ts";

/** Something that is done to the world. */
export interface Fault {
  /** What it is, for people: "web-1 is killed". */
  name: string;
  /** How long it goes on, in seconds, in the short and in the long form; null where that form leaves it out. */
  seconds: { short: number | null; long: number };
  /** Why it is not possible here, in words; left out where it always is. */
  obstacle?: (world: World) => string | null;
  inject(world: World): Promise<void>;
  /** Ends it, where it does not end by itself. */
  end(world: World): Promise<void>;
}

/** Something whose end is nobody's to bring about. */
export const endsAlone = async (): Promise<void> => {};
