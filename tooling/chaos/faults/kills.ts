import type { Installation } from "../installation.ts";
import { type Fault, noCleanUp } from "./fault.ts";

/** The processes that the short form kills. */
const inShortForm = new Set<keyof Installation["processes"]>(["web-1", "worker-2"]);

/** The period in which connections of users may end after nginx was killed, in milliseconds. */
const disconnectMs = 5000;

const names: readonly (keyof Installation["processes"])[] = [
  "web-1",
  "web-2",
  "worker-1",
  "worker-2",
  "nginx",
  "pgbouncer",
];

/** SIGKILL for each process and for Postgres. */
export const kills: readonly Fault[] = [
  ...names.map(
    (name): Fault => ({
      name: `${name} is killed`,
      seconds: { short: inShortForm.has(name) ? 2 : null, long: 2 },
      async inject({ processes, expectedDisconnects }) {
        if (name === "nginx") {
          expectedDisconnects.push({ from: Date.now() - 100, to: Date.now() + disconnectMs });
        }
        processes[name].kill();
      },
      end: noCleanUp,
    }),
  ),
  {
    name: "postgres is killed",
    seconds: { short: 2, long: 2 },
    inject: async ({ server }) => server.kill(),
    end: noCleanUp,
  },
];
