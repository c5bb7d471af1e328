import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { isolationChecks, policyChecks } from "../testing/isolation.ts";
import { World } from "../testing/world.ts";

// No statement is limited to its tenant on its way to Postgres: what keeps tenants apart here is row-level security.

let world: World;

beforeAll(async () => {
  world = await World.make();
  await world.switchOff({ filters: true });
});
afterAll(() => world.close());

describe("without the filters", () => {
  test("the database is asked for the rows of every tenant", async () => {
    await world.call(world.made.acme.members.owner, "tags.list", undefined);
    expect(world.sent.filter((statement) => statement.includes('from "tags"'))).toEqual([
      expect.stringContaining('where ("tags"."tenant_id" operator(neutral.=) $1)'),
    ]);
  });

  test.each(isolationChecks)("$name", async ({ run }) => expect(await run(world)).toEqual([]));
  test.each(policyChecks(inject("cluster").tenantTables))("$name", async ({ run }) =>
    expect(await run(world)).toEqual([]),
  );
});
