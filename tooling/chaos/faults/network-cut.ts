import { proxiesOf, type World } from "../world.ts";
import type { Fault } from "./fault.ts";

const between = /^web-1 → (pgbouncer|postgres)$/;

/** Sets the link of web-1's network namespace down or up; without a namespace, blocks its proxies. */
function cut(world: World, isCut: boolean): void {
  if (typeof world.namespace !== "string") world.namespace.cut(isCut);
  else for (const proxy of proxiesOf(world, between)) proxy.state = isCut ? "blocked" : "open";
}

export const networkCut: Fault = {
  name: "the network between web-1 and the database fails",
  seconds: { short: null, long: 30 },
  inject: async (world) => cut(world, true),
  end: async (world) => cut(world, false),
};
