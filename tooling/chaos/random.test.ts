import { expect, test } from "vitest";
import { randomOf, shuffled } from "./random.ts";

test("the seed determines the order", () => {
  const entries = Array.from({ length: 30 }, (_, n) => n);
  const order = (seed: number) => shuffled(entries, randomOf(seed));
  expect(order(7)).toEqual(order(7));
  expect(order(8)).not.toEqual(order(7));
  expect(order(7).toSorted((a, b) => a - b)).toEqual(entries);
});
