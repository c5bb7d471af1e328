import { postgres } from "@waybill/db/testing";
import { bouncerConnections, type Owner } from "../installation.ts";
import type { Fault } from "./fault.ts";

/** The client that holds the connections, while the fault lasts. */
let holder: Owner | undefined;

export const poolDry: Fault = {
  name: "all connections of PgBouncer are in use",
  seconds: { short: null, long: 20 },
  obstacle: ({ hasBouncer }) => (hasBouncer ? null : "PgBouncer is not installed"),
  async inject({ bouncerUrl }) {
    const options = { fetch_types: false, prepare: false, onnotice: () => {} };
    const sql = postgres(bouncerUrl, { max: bouncerConnections, ...options });
    holder = sql;
    for (let n = 0; n < bouncerConnections; n += 1) {
      // They queue like all clients. The sleeps are short, because Postgres does not notice that a sleeping client is gone.
      const hold = sql.begin(async (held) => {
        while (holder === sql) await held`select pg_sleep(0.5)`;
      });
      void hold.catch(() => {});
    }
  },
  async end() {
    const sql = holder;
    holder = undefined;
    await sql?.end({ timeout: 2 });
  },
};
