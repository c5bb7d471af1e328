import { postgres } from "@waybill/db/testing";
import { bouncerConnections, type Owner } from "../world.ts";
import type { Fault } from "./fault.ts";

/** What has taken them, while it has. */
let taken: Owner | undefined;

export const poolDry: Fault = {
  name: "every connection of PgBouncer is taken",
  seconds: { short: null, long: 20 },
  obstacle: ({ hasBouncer }) => (hasBouncer ? null : "there is no PgBouncer on this machine"),
  async inject({ bouncerUrl }) {
    const options = { fetch_types: false, prepare: false, onnotice: () => {} };
    const sql = postgres(bouncerUrl, { max: bouncerConnections, ...options });
    taken = sql;
    for (let n = 0; n < bouncerConnections; n += 1) {
      // They wait for their turn like everybody else. Short naps: Postgres does not see that a sleeper's client has gone.
      const hold = sql.begin(async (held) => {
        while (taken === sql) await held`select pg_sleep(0.5)`;
      });
      void hold.catch(() => {});
    }
  },
  async end() {
    const sql = taken;
    taken = undefined;
    await sql?.end({ timeout: 2 });
  },
};
