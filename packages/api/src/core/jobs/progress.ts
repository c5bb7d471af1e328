import { jobs } from "@waybill/db/core";
import { storableText } from "@waybill/validators";
import { eq, type SQL } from "drizzle-orm";
import type { TenantContext } from "../context.ts";

/** The longest line of a job's log, in characters. */
export const maxLineLength = 2000;

/** Progress of a job. */
export interface JobProgress {
  /** `done` and `total` count the job's own steps. */
  done: number;
  total: number | null;
  /** For people; unchanged if left out. */
  message?: string | undefined;
  /** The position at which the next attempt continues; stored as the job's result until it has one. */
  checkpoint?: Record<string, unknown> | undefined;
  /** An additional condition on the job's row. */
  where?: SQL | undefined;
}

/**
 * Records progress, in the transaction of the work.
 *
 * @returns whether the job is still running and its row meets the condition; otherwise nothing was recorded.
 */
export async function recordProgress({ db, inTenant, hub }: TenantContext, id: string, progress: JobProgress) {
  const { done, total, message, checkpoint, where } = progress;
  const rows = await db
    .update(jobs)
    .set({
      ...{ done, total },
      ...(message ? { message: storableText(message, maxLineLength) } : {}),
      ...(checkpoint ? { result: checkpoint } : {}),
    })
    .where(inTenant(jobs, eq(jobs.id, id), eq(jobs.state, "running"), where))
    .returning({ id: jobs.id });
  if (rows.length > 0) await hub.announce("job", id);
  return rows.length > 0;
}
