import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isolationChecks } from "../../testing/isolation.ts";
import { World } from "../../testing/world.ts";

// Without policies: tenants are separated only by the tenant filter of every statement.

let world: World;

beforeAll(async () => {
  world = await World.make();
  await world.switchOff({ policies: true });
});
afterAll(() => world.close());

describe("without the policies", () => {
  test("the database shows the rows of every tenant", async () => {
    const { direct } = world.made.testApp;
    const seen = await direct.transaction({ tenantId: world.made.acme.id }, ({ send }) =>
      send("select distinct tenant_id from roles"),
    );
    expect(seen).toHaveLength(3);
  });

  test.each(isolationChecks)("$name", async ({ run }) => expect(await run(world)).toEqual([]));
});
