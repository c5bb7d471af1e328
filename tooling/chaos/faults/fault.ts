import type { Installation } from "../installation.ts";

/** A fault to inject. */
export interface Fault {
  /** A sentence, such as "web-1 is killed". */
  name: string;
  /** Its duration in seconds in both forms; null if the short form leaves it out. */
  seconds: { short: number | null; long: number };
  /** Why this machine cannot inject it, or null. */
  obstacle?: (installation: Installation) => string | null;
  inject(installation: Installation): Promise<void>;
  /** Ends the fault. */
  end(installation: Installation): Promise<void>;
}

/** For faults that end by themselves. */
export const noCleanUp = async (): Promise<void> => {};
