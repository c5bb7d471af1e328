import { expect, test } from "vitest";
import type { Mutant } from "../../testing/mutants/mutant.ts";
import { runMutants } from "../../testing/mutants/run.ts";

// The short form of `npm run mutants` (docs/security/attack.md): every so-manieth of each kind, always the same ones.

test("each removed part of the isolation is detected", async () => {
  const kinds = new Set<Mutant["kind"]>();
  const { survivors, mutants } = await runMutants({ every: 48, onMutant: ({ kind }) => kinds.add(kind) });
  expect(survivors.map(({ kind, name }) => `${kind} ${name}`)).toEqual([]);
  expect(mutants).toBeGreaterThan(4);
  expect([...kinds].sort()).toEqual(["filter", "foreign key", "permission", "policy"]);
}, 90_000);
