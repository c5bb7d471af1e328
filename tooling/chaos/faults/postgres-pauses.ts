import type { Fault } from "./fault.ts";

const seconds = 20;

export const pauses: Fault = {
  name: `postgres is paused for ${seconds} s`,
  seconds: { short: null, long: seconds },
  inject: async ({ server }) => server.signal("SIGSTOP"),
  end: async ({ server }) => server.signal("SIGCONT"),
};
