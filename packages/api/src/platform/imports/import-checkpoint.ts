import { jobs } from "@waybill/db/core";
import { importCounts } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { JobContext } from "../../core/index.ts";

/** The progress of an import, stored with its job in the transaction that made it. */
const checkpoint = importCounts.extend({
  /** The number of processed groups, in the order of the file. */
  // A stored name: a checkpoint may be from an earlier version.
  settled: z.number().int().min(0),
  /** The rows among them that the database refused. Rows refused during reading are found again. */
  refusedThere: z.number().int().min(0),
});

export type Checkpoint = z.output<typeof checkpoint>;

/** The progress of earlier attempts; null if there is none. */
export async function checkpointOf({ id, transaction }: JobContext<unknown>): Promise<Checkpoint | null> {
  const [row] = await transaction(({ db, inTenant }) =>
    db
      .select({ result: jobs.result })
      .from(jobs)
      .where(inTenant(jobs, eq(jobs.id, id))),
  );
  return checkpoint.safeParse(row?.result).data ?? null;
}
