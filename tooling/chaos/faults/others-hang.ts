import { type Installation, proxiesOf } from "../installation.ts";
import type { Fault } from "./fault.ts";

const hanging = (name: string, pattern: RegExp, seconds: Fault["seconds"]): Fault => {
  const setState = async (installation: Installation, state: "blocked" | "open") => {
    for (const proxy of proxiesOf(installation, pattern)) proxy.state = state;
  };
  return {
    name,
    seconds,
    inject: (installation) => setState(installation, "blocked"),
    end: (installation) => setState(installation, "open"),
  };
};

/** The short form blocks all three together. */
export const othersHang: readonly Fault[] = [
  hanging("the mail server, the carrier and S3 hang", /→ (smtp|carrier|s3)$/, { short: 6, long: 10 }),
  hanging("the mail server hangs", /→ smtp$/, { short: null, long: 30 }),
  hanging("the carrier hangs", /→ carrier$/, { short: null, long: 30 }),
  hanging("S3 hangs", /→ s3$/, { short: null, long: 30 }),
];
