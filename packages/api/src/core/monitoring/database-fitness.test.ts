import { expect, test } from "vitest";
import { TestApp } from "../../testing.ts";
import { citusProblem, readCitusConfiguration } from "./database-fitness.ts";

test("a database without Citus has no node configuration", async () => {
  const { direct, urls } = await TestApp.start();
  const found = await direct.transaction({ readOnly: true }, ({ db }) => readCitusConfiguration(db));
  expect(found).toEqual(urls.cluster.citus ? { propagation: "local", undistributed: [] } : null);
});

test.each([
  ["local", [], null],
  ["none", [], "citus.propagate_set_commands"],
  ["", ["items"], "citus.propagate_set_commands"],
  ["local", ["items", "tags"], "The tables items, tags are only on the first node of Citus. Run: npm run db:migrate"],
])("the configuration %j with %j on the first node only", (propagation, undistributed, expected) => {
  const problem = citusProblem({ propagation, undistributed });
  expect(problem).toEqual(expected && expect.stringContaining(expected));
});
