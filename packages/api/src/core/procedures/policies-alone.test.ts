import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { foreignKeyChecks, foreignKeysOf, isolationChecks, policyChecks } from "../../testing/isolation.ts";
import { tablesBeforeTenant } from "../../testing/tenant-filters.ts";
import { twinId } from "../../testing/twin-tenant.ts";
import { World } from "../../testing/world.ts";

// Without tenant filters in statements: tenants are separated only by row-level security.

let world: World;

beforeAll(async () => {
  world = await World.make();
  await world.switchOff({ filters: true });
});
afterAll(() => world.close());

describe("without the filters", () => {
  test("the database is asked for the rows of every tenant", async () => {
    await world.call(world.made.acme.members.owner, "roles.list", undefined);
    expect(world.sent.filter((statement) => statement.includes('from "roles"'))).toEqual([
      expect.stringContaining('where ("roles"."tenant_id" operator(neutral.=) $1)'),
    ]);
  });

  test.each(Object.entries(tablesBeforeTenant))(
    "%s has the policy that shows people their own memberships",
    async (table, { policy }) => {
      const [found] = await world.asOwner(
        `select qual from pg_policies where tablename = '${table}' and policyname = '${policy}'`,
      );
      expect(found?.qual).toContain("app.user_id");
    },
  );

  test("a process of the previous version finds membership and role by the session", async () => {
    const { clerk, acme, testApp } = world.made;
    const seenBy = (sessionId: string) =>
      testApp.direct.transaction({}, async ({ send }) => {
        await send(`set local app.session_id = '${sessionId}'`);
        return [
          await send("select tenant_id, user_id from memberships order by 1"),
          await send("select tenant_id from roles order by 1"),
        ];
      });
    // They are in the twin, too, with the same ids.
    const places = [twinId, acme.id].map((id) => ({ tenant_id: id }));
    const own = places.map((place) => ({ ...place, user_id: clerk.user.id }));
    expect(await seenBy(clerk.user.sessionId)).toEqual([own, places]);
    expect(await seenBy(acme.id)).toEqual([[], []]);
  });

  test.each(isolationChecks)("$name", async ({ run }) => expect(await run(world)).toEqual([]));
  test("every foreign key inside a tenant refuses rows of other tenants", async () => {
    const checks = foreignKeyChecks(await foreignKeysOf(world));
    expect(checks.length).toBeGreaterThan(2);
    for (const { name, run } of checks) expect(await run(world), name).toEqual([]);
  });
  test.each(policyChecks(inject("cluster").tenantTables))("$name", async ({ run }) =>
    expect(await run(world)).toEqual([]),
  );
});
