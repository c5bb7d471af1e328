import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Check, isolationChecks, moduleChecks, policyChecks } from "../../testing/isolation.ts";
import { moduleTestings } from "../../testing/module-testings.ts";
import { World } from "../../testing/world.ts";

// Both layers are removed, and the checks must find leaks. Otherwise they would pass in every case.

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
  // All queries that list or return rows of a tenant, except those about the installation.
  const shown = isolationChecks.filter(({ name }) => /^(?!(?:modules|retention)\.)\w+\.(list|byId) answers/.test(name));
  expect(shown.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
  // At least one check of each kind.
  for (const kind of ["refuses ids of other tenants", "stays in its tenant", "changes only the own tenant"]) {
    expect([...found].filter((name) => name.includes(kind)).length, kind).toBeGreaterThan(0);
  }
  expect([...found]).toEqual(
    expect.arrayContaining([
      "system.live sends missed events of the own tenant only",
      "files can be opened only in their tenant",
      "presence.others at entityId refuses ids of other tenants",
      ...moduleChecks.map(({ name }) => name),
      // The platform's own record with such a name was deleted by earlier checks.
      ...(moduleTestings.size > 0 ? ["a tenant can use all names of another tenant"] : []),
      "an invitation can be accepted only in its tenant",
      "an API key opens only its tenant, and none after its revocation",
      "no row, file or mail of a tenant contains data of another",
    ]),
  );
}, 120_000);

test("without the policies, each check of a policy finds a leak", async () => {
  const checks = policyChecks(inject("cluster").tenantTables);
  expect(await leaking(checks)).toEqual(checks.map(({ name }) => name));
});
