import { expect, test } from "vitest";
import { importJobInput, storedImportPlan } from "./imports.ts";

const orderStates = [{ state: "on hold", wanted: true }];

test("a plan of an earlier version keeps its number formats and states of orders", () => {
  const earlier = { separator: ";", forms: { decimal: ",", price: "major", states: orderStates } };
  const plan = { separator: ";", numberFormats: { decimal: ",", price: "major" }, orderStates };
  expect(storedImportPlan.parse(earlier)).toEqual(plan);
  const fileId = "01890a5d-ac96-774b-bcce-b302099a8057";
  expect(importJobInput.parse({ fileId, plan: earlier })).toEqual({ fileId, mode: "import", plan });
});

test("a plan without number formats stays as it is", () => {
  for (const plan of [{}, { separator: ";" }, { numberFormats: { decimal: "," }, orderStates }]) {
    expect(storedImportPlan.parse(plan)).toEqual(plan);
  }
  expect(storedImportPlan.safeParse(null).success).toBe(false);
});
