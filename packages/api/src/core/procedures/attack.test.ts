import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attackTarget, makeArena } from "../../testing/attack/attack.ts";
import { type Arena, proceduresWithoutInput, targets } from "../../testing/attack/probes.ts";
import { oneOf, Racetrack, run, violationsOf } from "../../testing/attack/race.ts";
import { races } from "../../testing/attack/races.ts";

// The short form of `npm run attack` (docs/security/attack.md). A new procedure is attacked the moment that it exists.

describe("hostile tenants", () => {
  let arena: Arena;

  beforeAll(async () => {
    arena = await makeArena(false);
  });
  afterAll(() => arena.world.close());

  test("have a valid value for every field of every procedure", () =>
    expect(proceduresWithoutInput(arena)).toEqual([]));

  test.each(targets)("read nothing from $name, and change nothing with it", async (target) => {
    const tallies = await attackTarget(arena, target);
    expect(tallies.flatMap(({ leaks }) => leaks)).toEqual([]);
  });

  test("send all inputs to a procedure of a tenant", async () => {
    const target = targets.find(({ name }) => name === "apiKeys.revoke");
    const tallies = target ? await attackTarget(arena, target) : [];
    expect(tallies.filter(({ calls }) => calls === 0)).toEqual([]);
    expect(tallies.length).toBeGreaterThan(12);
  });

  test("are detected if no isolation stops them", async () => {
    await arena.world.switchOff({ policies: true, filters: true });
    const reads = targets.find(({ name }) => name === "jobs.byId");
    const writes = targets.find(({ name }) => name === "apiKeys.revoke");
    const leaks = [];
    for (const target of [reads, writes]) if (target) leaks.push(...(await attackTarget(arena, target)));
    const found = leaks.flatMap((tally) => tally.leaks);
    expect(found.filter((leak) => leak.includes("jobs.byId") && leak.includes("it tells"))).not.toEqual([]);
    expect(found.filter((leak) => leak.includes("apiKeys.revoke") && leak.includes("it changes rows"))).not.toEqual([]);
  });
});

describe("no rule is bypassed by two concurrent calls:", () => {
  let track: Racetrack;
  const rounds = 50;

  beforeAll(async () => {
    track = await Racetrack.open();
  });
  afterAll(() => track.close());

  test.each(races)("$name", async (race) => expect(await run(race, track, rounds)).toEqual([]), 60_000);

  test("the check detects a double success and a violated rule", async () => {
    const done = async () => "done";
    const breaks = async () => Promise.reject(new Error("not an error of ours"));
    const race = (other: () => Promise<unknown>) => ({
      name: "planted",
      heat: async () => ({
        calls: [done, other] as const,
        judge: (...ends: Parameters<typeof oneOf>) => violationsOf(oneOf(...ends)),
      }),
    });
    expect(await run(race(done), track, 1)).toEqual(["round 1, ok and ok: not so: one of them is done"]);
    expect(await run(race(breaks), track, 1)).toEqual(["round 1, ok and undefined: one of them breaks"]);
  });
});
