import { type World, wiresOf } from "../world.ts";
import type { Fault } from "./fault.ts";

const hanging = (who: string, pattern: RegExp, seconds: Fault["seconds"]): Fault => {
  const become = async (world: World, state: "cut" | "open") => {
    for (const wire of wiresOf(world, pattern)) wire.state = state;
  };
  return {
    name: `${who} without an answer`,
    seconds,
    inject: (world) => become(world, "cut"),
    end: (world) => become(world, "open"),
  };
};

/** In the short form all at once, and not one by one. */
export const othersHang: readonly Fault[] = [
  hanging("the mail server, the carrier and S3 are", /→ (smtp|carrier|s3)$/, { short: 6, long: 10 }),
  hanging("the mail server is", /→ smtp$/, { short: null, long: 30 }),
  hanging("the carrier is", /→ carrier$/, { short: null, long: 30 }),
  hanging("S3 is", /→ s3$/, { short: null, long: 30 }),
];
