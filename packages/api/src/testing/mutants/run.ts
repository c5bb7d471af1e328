import { createTestDatabase, type TestCluster } from "@waybill/db/testing";
import { World } from "../world.ts";
import { filterMutants } from "./filters.ts";
import { foreignKeyMutants } from "./foreign-keys.ts";
import { Laboratory, type Mutant } from "./mutant.ts";
import { permissionMutants } from "./permissions.ts";
import { policyMutants } from "./policies.ts";

/** The results of the mutants. */
export interface Score {
  mutants: number;
  killed: number;
  survivors: Mutant[];
}

/** Options of a run. */
export interface MutantOptions {
  /** One in this many of each kind. */
  every: number;
  /** Part of their kinds and names. */
  only?: string;
  /** Vitest's by default. */
  cluster?: TestCluster;
  /** Called for each, with the check that noticed it. */
  onMutant?: (mutant: Mutant, noticedBy: string | null) => void;
}

/** Removes parts of the isolation one by one and runs the affected checks. */
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
