import { createTestDatabase, type TestCluster } from "@waybill/db/testing";
import { World } from "../world.ts";
import { filterMutants } from "./filters.ts";
import { foreignKeyMutants } from "./foreign-keys.ts";
import { Laboratory, type Mutant } from "./mutant.ts";
import { permissionMutants } from "./permissions.ts";
import { policyMutants } from "./policies.ts";

/** What came of the mutants. */
export interface Score {
  mutants: number;
  killed: number;
  survivors: Mutant[];
}

/** How mutants are chosen and run. */
export interface MutantOptions {
  /** Of each kind, one of so many. */
  every: number;
  /** Which of them, by a part of their kinds and names. */
  only?: string;
  /** Vitest's, where none is given. */
  cluster?: TestCluster;
  /** Told of each, with the check that noticed it. */
  onMutant?: (mutant: Mutant, noticedBy: string | null) => void;
}

/** Takes out one part after the other of what keeps tenants and rights apart, and runs the checks that it concerns. */
export async function runMutants({ every, only = "", cluster, onMutant }: MutantOptions): Promise<Score> {
  const laboratory = await Laboratory.open(await World.make(cluster && (await createTestDatabase({ cluster }))));
  const score: Score = { mutants: 0, killed: 0, survivors: [] };
  const run = async (mutants: readonly Mutant[]) => {
    const chosen = mutants.filter(({ kind, name }) => `${kind} ${name}`.includes(only));
    for (const mutant of chosen.filter((_mutant, index) => index % every === 0)) {
      const noticedBy = await mutant.run();
      score.mutants += 1;
      if (noticedBy) score.killed += 1;
      else score.survivors.push(mutant);
      onMutant?.(mutant, noticedBy);
    }
  };
  await laboratory.within(async (world) => run(await policyMutants(world)));
  await laboratory.within(async (world) => run(permissionMutants(world)));
  await laboratory.within(async (world) => run(await foreignKeyMutants(world)));
  await run(await filterMutants(laboratory));
  return score;
}
