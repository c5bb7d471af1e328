import type { Installation } from "../installation.ts";
import type { Fault } from "./fault.ts";

/** Sets the clocks of one process of each kind an hour ahead; the next call sets them back. */
async function jump({ processes }: Installation): Promise<void> {
  for (const name of ["web-2", "worker-1"] as const) processes[name].signal("SIGUSR2");
}

export const clockJumps: Fault = {
  name: "the clocks of web-2 and worker-1 jump an hour ahead and back",
  seconds: { short: null, long: 30 },
  inject: jump,
  end: jump,
};
