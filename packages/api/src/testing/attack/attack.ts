import type { TestCluster } from "@waybill/db/testing";
import { createTestDatabase } from "@waybill/db/testing";
import { World } from "../world.ts";
import { makeIdentities } from "./identities.ts";
import { type Arena, proceduresWithoutInput, type Target, targets } from "./probes.ts";
import { Racetrack, run } from "./race.ts";
import { races } from "./races.ts";

/** The result of a row. */
interface Tally {
  name: string;
  calls: number;
  leaks: string[];
}

/** Options of an attack. */
interface AttackOptions {
  /** The number of runs of each race. */
  rounds: number;
  /** Whether all forms of ids and names of the victim are tried. */
  thorough: boolean;
  /** Targets and races, by part of their names. */
  only?: string;
  /** The cluster to attack; Vitest's by default. */
  cluster?: TestCluster;
}

/** Creates a world with all attackers. */
export async function makeArena(thorough: boolean, cluster?: TestCluster): Promise<Arena> {
  const world = await World.make(cluster && (await createTestDatabase({ cluster })));
  const { owner } = world.made.globex.members;
  await owner.call.activity.export({});
  const files = await world.asOwner(`
    select id from files where tenant_id = '${world.made.globex.id}' and kind = 'activity.export' limit 1`);
  const restrictedFile = String(files[0]?.id);
  const identities = await makeIdentities(world);
  // Changes by the setup are not leaks.
  await world.othersChanged();
  return { world, identities, restrictedFile, thorough };
}

/** Attacks a target as every identity. @returns the results */
export async function attackTarget(arena: Arena, target: Target): Promise<Tally[]> {
  const tallies: Tally[] = [];
  const changed = async (who: string) =>
    (await arena.world.othersChanged()) ? [`${who}, ${target.name}: it changes rows of another tenant`] : [];
  for (const identity of arena.identities) {
    const leaks: string[] = [];
    const attempts = target.attempts(arena, identity);
    for (const { what, run } of attempts) {
      leaks.push(...(await run()).map((problem) => `${identity.name}, ${target.name}, ${what}: ${problem}`));
    }
    if (arena.thorough && attempts.length > 0) leaks.push(...(await changed(identity.name)));
    tallies.push({ name: identity.name, calls: attempts.length, leaks });
  }
  if (!arena.thorough) tallies.at(-1)?.leaks.push(...(await changed("one of them")));
  return tallies;
}

/** Runs the attack. @returns a row for each identity and each race */
export async function attack({ rounds, thorough, only = "", cluster }: AttackOptions): Promise<Tally[]> {
  const arena = await makeArena(thorough, cluster);
  const rows = new Map<string, Tally>(arena.identities.map(({ name }) => [name, { name, calls: 0, leaks: [] }]));
  for (const target of targets.filter(({ name }) => name.includes(only))) {
    for (const { name, calls, leaks } of await attackTarget(arena, target)) {
      const row = rows.get(name);
      if (row) Object.assign(row, { calls: row.calls + calls, leaks: [...row.leaks, ...leaks] });
    }
  }
  const coverage: Tally = { name: "everything has an input that fits", calls: 0, leaks: proceduresWithoutInput(arena) };
  await arena.world.close();
  return [...rows.values(), coverage, ...(await runRaces({ rounds, only, cluster }))];
}

async function runRaces({ rounds, only = "", cluster }: Omit<AttackOptions, "thorough">): Promise<Tally[]> {
  const track = await Racetrack.open(cluster);
  const tallies: Tally[] = [];
  for (const race of races.filter(({ name }) => name.includes(only))) {
    const leaks = (await run(race, track, rounds)).map((problem) => `${race.name}, ${problem}`);
    tallies.push({ name: race.name, calls: 2 * rounds, leaks });
  }
  await track.close();
  return tallies;
}

/** The result table; its last line is the summary. */
export function tableOf(tallies: readonly Tally[]): string {
  const number = new Intl.NumberFormat("en");
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  const width = Math.max(...tallies.map(({ name }) => name.length));
  const line = (name: string, calls: string, leaks: string) =>
    `${name.padEnd(width)}  ${calls.padStart(8)}  ${leaks.padStart(6)}`;
  const rows = tallies.map(({ name, calls, leaks }) => line(name, number.format(calls), number.format(leaks.length)));
  const total = `${number.format(sum(({ calls }) => calls))} calls, ${number.format(sum(({ leaks }) => leaks.length))} leaks`;
  return [line("", "calls", "leaks"), ...rows, "", total].join("\n");
}
