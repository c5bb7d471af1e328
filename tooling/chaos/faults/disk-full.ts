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
    // Without space for its log, Postgres has exited, and restarts have failed.
    while (!(await server.answers())) await server.startAgain();
  },
};
