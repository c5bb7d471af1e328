import { expect, test } from "vitest";
import { TestApp } from "../testing.ts";
import { readNodes, unfitNodes } from "./database-fitness.ts";

test("a database without Citus has no node configuration", async () => {
  const { direct, urls } = await TestApp.start();
  const found = await direct.transaction({ readOnly: true }, ({ db }) => readNodes(db));
  expect(found).toEqual(urls.cluster.citus ? { told: "local", notSpread: [] } : null);
});

test.each([
  ["local", [], null],
  ["none", [], "citus.propagate_set_commands"],
  ["", ["items"], "citus.propagate_set_commands"],
  ["local", ["items", "tags"], "The tables items, tags lie on the first node of Citus alone. Run: npm run db:migrate"],
])("the configuration %j with %j on the first node only", (told, notSpread, says) => {
  const unfit = unfitNodes({ told, notSpread });
  expect(unfit).toEqual(says && expect.stringContaining(says));
});
