import { proxiesOf } from "../installation.ts";
import type { Fault } from "./fault.ts";

const database = /→ (pgbouncer|postgres)$/;

export const connectionsEnd: Fault = {
  name: "new connections to the database are closed",
  seconds: { short: 5, long: 20 },
  async inject(installation) {
    for (const proxy of proxiesOf(installation, database)) proxy.state = "resetting";
  },
  async end(installation) {
    for (const proxy of proxiesOf(installation, database)) proxy.state = "open";
  },
};
