import { proxiesOf } from "../world.ts";
import type { Fault } from "./fault.ts";

const database = /→ (pgbouncer|postgres)$/;

export const connectionsEnd: Fault = {
  name: "new connections to the database are closed",
  seconds: { short: 5, long: 20 },
  async inject(world) {
    for (const proxy of proxiesOf(world, database)) proxy.state = "resetting";
  },
  async end(world) {
    for (const proxy of proxiesOf(world, database)) proxy.state = "open";
  },
};
