import { clockJumps } from "./clock-jumps.ts";
import { connectionsEnd } from "./connections-end.ts";
import { deployment } from "./deployment.ts";
import { diskFull } from "./disk-full.ts";
import type { Fault } from "./fault.ts";
import { kills } from "./kills.ts";
import { networkCut } from "./network-cut.ts";
import { othersHang } from "./others-hang.ts";
import { poolDry } from "./pool-dry.ts";
import { pauses } from "./postgres-pauses.ts";
import { restarts } from "./postgres-restarts.ts";
import { stops } from "./postgres-stops.ts";

export { deployment } from "./deployment.ts";
export type { Fault } from "./fault.ts";

/** All faults. */
export const faults: readonly Fault[] = [
  ...kills,
  restarts,
  pauses,
  ...stops,
  connectionsEnd,
  networkCut,
  poolDry,
  diskFull,
  clockJumps,
  ...othersHang,
  deployment,
];
