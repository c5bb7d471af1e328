import type { TestCluster } from "@waybill/db/testing";
import { createTestDatabase } from "@waybill/db/testing";
import { World } from "../world.ts";
import { makeIdentities } from "./identities.ts";
import { type Arena, type Target, targets, unfit } from "./probes.ts";
import { races } from "./races.ts";

/** What came of a row of the table. */
export interface Tally {
  name: string;
  calls: number;
  leaks: string[];
}

/** How an attack is made. */
export interface AttackOptions {
  /** How often each race is run. */
  rounds: number;
  /** Whether every form of an id and every name of the victim is tried. */
  thorough: boolean;
  /** Which targets and races, by a part of their names. */
  only?: string;
  /** The cluster to attack; Vitest's, where none is given. */
  cluster?: TestCluster;
}

/** Makes a world with everybody who attacks it. */
export async function makeArena(thorough: boolean, cluster?: TestCluster): Promise<Arena> {
  const world = await World.make(cluster && (await createTestDatabase({ cluster })));
  const { owner } = world.made.globex.members;
  await owner.call.activity.export({});
  const files = await world.asOwner(`
    select id from files where tenant_id = '${world.made.globex.id}' and kind = 'activity.export' limit 1`);
  const restrictedFile = String(files[0]?.id);
  const identities = await makeIdentities(world);
  // What making them has changed is no leak.
  await world.othersChanged();
  return { world, identities, restrictedFile, thorough };
}

/** Attacks one target as every identity. */
export async function attackTarget(arena: Arena, target: Target, tallies: ReadonlyMap<string, Tally>): Promise<void> {
  for (const identity of arena.identities) {
    const tally = tallies.get(identity.name);
    if (!tally) throw new Error(`There is no row for ${identity.name}.`);
    const says = (what: string, problem: string) => `${identity.name}, ${target.name}, ${what}: ${problem}`;
    const attempts = target.attempts(arena, identity);
    for (const { what, run } of attempts) {
      tally.calls += 1;
      tally.leaks.push(...(await run()).map((problem) => says(what, problem)));
    }
    if (attempts.length > 0 && (await arena.world.othersChanged())) {
      tally.leaks.push(says("one of the calls", "it changes rows of another tenant"));
    }
  }
}

/** Runs the attack. @returns a row for each identity and each race */
export async function attack({ rounds, thorough, only = "", cluster }: AttackOptions): Promise<Tally[]> {
  const arena = await makeArena(thorough, cluster);
  const rows = (names: readonly string[]) => new Map(names.map((name) => [name, { name, calls: 0, leaks: [] }]));
  const byIdentity = rows(arena.identities.map(({ name }) => name));
  for (const target of targets.filter(({ name }) => name.includes(only))) {
    await attackTarget(arena, target, byIdentity);
  }
  const coverage: Tally = { name: "everything has an input that fits", calls: 0, leaks: unfit(arena) };
  await arena.world.close();
  const byRace = await races(rounds, only, cluster);
  return [...byIdentity.values(), coverage, ...byRace];
}

/** The table that the attack prints; its last line says what it all came to. */
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
