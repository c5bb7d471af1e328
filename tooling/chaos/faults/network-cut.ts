import { type World, wiresOf } from "../world.ts";
import type { Fault } from "./fault.ts";

const between = /^web-1 → (pgbouncer|postgres)$/;

/** Where web-1 runs on a machine of its own, its link goes down; else a proxy drops what is sent. */
function cut(world: World, whether: boolean): void {
  if (typeof world.machine !== "string") world.machine.cut(whether);
  else for (const wire of wiresOf(world, between)) wire.state = whether ? "cut" : "open";
}

export const networkCut: Fault = {
  name: "the network between web-1 and its database is cut",
  seconds: { short: null, long: 30 },
  inject: async (world) => cut(world, true),
  end: async (world) => cut(world, false),
};
