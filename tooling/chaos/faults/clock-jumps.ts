import type { World } from "../world.ts";
import type { Fault } from "./fault.ts";

/** Has the clocks of one process of each kind jump by an hour: ahead, and the next time back. */
async function jump({ keepers }: World): Promise<void> {
  for (const name of ["web-2", "worker-1"] as const) keepers[name].signal("SIGUSR2");
}

export const clockJumps: Fault = {
  name: "the clocks of web-2 and worker-1 jump an hour ahead, and back",
  seconds: { short: null, long: 30 },
  inject: jump,
  end: jump,
};
