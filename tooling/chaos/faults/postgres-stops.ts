import type { Fault } from "./fault.ts";

const stoppedFor = (seconds: number, inShortForm: boolean): Fault => ({
  name: `postgres is stopped for ${seconds} s`,
  seconds: { short: inShortForm ? seconds : null, long: seconds },
  inject: ({ server }) => server.stop(),
  end: ({ server }) => server.startAgain(),
});

export const stops: readonly Fault[] = [stoppedFor(25, true), stoppedFor(90, false)];
