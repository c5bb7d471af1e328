import { type Installation, proxiesOf } from "../installation.ts";
import type { Fault } from "./fault.ts";

const between = /^web-1 → (pgbouncer|postgres)$/;

/** Sets the link of web-1's network namespace down or up; without a namespace, blocks its proxies. */
function cut(installation: Installation, isCut: boolean): void {
  if (typeof installation.namespace !== "string") installation.namespace.cut(isCut);
  else for (const proxy of proxiesOf(installation, between)) proxy.state = isCut ? "blocked" : "open";
}

export const networkCut: Fault = {
  name: "the network between web-1 and the database fails",
  seconds: { short: null, long: 30 },
  inject: async (installation) => cut(installation, true),
  end: async (installation) => cut(installation, false),
};
