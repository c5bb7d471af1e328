import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Check, isolationChecks, policyChecks } from "../testing/isolation.ts";
import { World } from "../testing/world.ts";

// Neither layer holds: what is proved with one of them is worth something only if it fails with none.

let world: World;

beforeAll(async () => {
  world = await World.make();
  await world.switchOff({ policies: true, filters: true });
});
afterAll(() => world.close());

/** The checks that find a leak. */
async function leaking(checks: readonly Check[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, run } of checks) {
    const leaks = await run(world).catch((error) => [String(error)]);
    if (leaks.length > 0) found.push(name);
  }
  return found;
}

test("without both layers the checks find leaks", async () => {
  const found = await leaking(isolationChecks);
  expect(found).toEqual([]);
}, 120_000);

test("without the policies, every check of one finds a leak", async () => {
  const checks = policyChecks(inject("cluster").tenantTables);
  expect(await leaking(checks)).toEqual(checks.map(({ name }) => name));
});
