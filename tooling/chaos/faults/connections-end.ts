import { wiresOf } from "../world.ts";
import type { Fault } from "./fault.ts";

const database = /→ (pgbouncer|postgres)$/;

export const connectionsEnd: Fault = {
  name: "connections to the database end as they open",
  seconds: { short: 5, long: 20 },
  async inject(world) {
    for (const wire of wiresOf(world, database)) wire.state = "ending";
  },
  async end(world) {
    for (const wire of wiresOf(world, database)) wire.state = "open";
  },
};
