import type { Fault } from "./fault.ts";

export const diskFull: Fault = {
  name: "the database's disk is full",
  seconds: { short: null, long: 15 },
  obstacle: ({ disk }) => (typeof disk === "string" ? disk : null),
  async inject({ disk }) {
    if (typeof disk !== "string") disk.fill();
  },
  async end({ disk, server }) {
    if (typeof disk !== "string") disk.empty();
    // Where it could not write its log it has ended; who keeps it has started it in vain so far.
    while (!(await server.answers())) await server.revive();
  },
};
