import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Check, isolationChecks, moduleChecks, policyChecks } from "../testing/isolation.ts";
import { moduleTestings } from "../testing/module-testings.ts";
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

test("without policies and filters the checks find leaks", async () => {
  const found = new Set(await leaking(isolationChecks));
  // Whatever lists or shows rows of a tenant, for one. Modules and kinds of what is kept are the installation's.
  const shown = isolationChecks.filter(({ name }) => /^(?!(?:modules|retention)\.)\w+\.(list|byId) answers/.test(name));
  expect(shown.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
  // And some of each kind of check.
  for (const kind of ["takes no id of another tenant", "stays in its tenant", "changes the own tenant alone"]) {
    expect([...found].filter((name) => name.includes(kind)).length, kind).toBeGreaterThan(0);
  }
  expect([...found]).toEqual(
    expect.arrayContaining([
      "core.live tells what was missed of the own tenant alone",
      "files are opened in their own tenant alone",
      "presence.others at entityId takes no id of another tenant",
      ...moduleChecks.map(({ name }) => name),
      // Of the platform's things, the checks before have deleted the one that has such a name.
      ...(moduleTestings.size > 0 ? ["a tenant may have everything by the names that another tenant has"] : []),
      "an invitation is accepted in its own tenant alone",
      "a key opens its own tenant alone, and none once it is revoked there",
      "no row, file or mail of a tenant has anything of another one",
    ]),
  );
}, 120_000);

test("without the policies, each check of a policy finds a leak", async () => {
  const checks = policyChecks(inject("cluster").tenantTables);
  expect(await leaking(checks)).toEqual(checks.map(({ name }) => name));
});
