import type { Fault } from "./fault.ts";

const awayFor = (seconds: number, inShortForm: boolean): Fault => ({
  name: `postgres is away for ${seconds} s`,
  seconds: { short: inShortForm ? seconds : null, long: seconds },
  inject: ({ server }) => server.away(),
  end: ({ server }) => server.revive(),
});

export const away: readonly Fault[] = [awayFor(25, true), awayFor(90, false)];
