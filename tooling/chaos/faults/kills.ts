import type { World } from "../world.ts";
import { endsAlone, type Fault } from "./fault.ts";

/** One of each kind of process is killed in the short form. */
const inShortForm = new Set<keyof World["keepers"]>(["web-1", "worker-2"]);

/** How long people's connections may end after nginx was killed, in milliseconds. */
const excusedMs = 5000;

const names: readonly (keyof World["keepers"])[] = ["web-1", "web-2", "worker-1", "worker-2", "nginx", "pgbouncer"];

/** Each process is killed by SIGKILL, once. Postgres's own process is, too. */
export const kills: readonly Fault[] = [
  ...names.map(
    (name): Fault => ({
      name: `${name} is killed`,
      seconds: { short: inShortForm.has(name) ? 2 : null, long: 2 },
      async inject({ keepers, excused }) {
        if (name === "nginx") excused.push({ from: Date.now() - 100, to: Date.now() + excusedMs });
        keepers[name].kill();
      },
      end: endsAlone,
    }),
  ),
  {
    name: "postgres is killed",
    seconds: { short: 2, long: 2 },
    inject: async ({ server }) => server.kill(),
    end: endsAlone,
  },
];
