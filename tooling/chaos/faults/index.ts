import { clockJumps } from "./clock-jumps.ts";
import { connectionsEnd } from "./connections-end.ts";
import { deployment } from "./deployment.ts";
import { diskFull } from "./disk-full.ts";
import type { Fault } from "./fault.ts";
import { kills } from "./kills.ts";
import { networkCut } from "./network-cut.ts";
import { othersHang } from "./others-hang.ts";
import { poolDry } from "./pool-dry.ts";
import { away } from "./postgres-away.ts";
import { pauses } from "./postgres-pauses.ts";
import { restarts } from "./postgres-restarts.ts";

export { deployment } from "./deployment.ts";
export type { Fault } from "./fault.ts";

/** Everything that is done to the world; the deployment comes in the middle. */
export const faults: readonly Fault[] = [
  ...kills,
  restarts,
  pauses,
  ...away,
  connectionsEnd,
  networkCut,
  poolDry,
  diskFull,
  clockJumps,
  ...othersHang,
  deployment,
];
