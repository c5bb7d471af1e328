import { jobs } from "@waybill/db/core";
import { storableText } from "@waybill/validators";
import { eq, type SQL } from "drizzle-orm";
import type { TenantContext } from "./context.ts";

/** The longest text that a job says of itself, in characters. */
export const longestLine = 2000;

/** How far a job is. */
export interface JobProgress {
  /** `done` and `total` count whatever the job works through. */
  done: number;
  total: number | null;
  /** For people; the one before stays where it is left out. */
  message?: string | undefined;
  /** What an attempt that follows goes on from; kept as the job's result until the job has one. */
  checkpoint?: Record<string, unknown> | undefined;
  /** What has to be true of the job's row. */
  where?: SQL | undefined;
}

/**
 * Notes how far a job is, in the transaction that went as far.
 *
 * @returns whether the job still runs, and its row is as it has to be; where not, nothing was noted.
 */
export async function noteProgress({ db, own, hub }: TenantContext, id: string, progress: JobProgress) {
  const { done, total, message, checkpoint, where } = progress;
  const rows = await db
    .update(jobs)
    .set({
      ...{ done, total },
      ...(message ? { message: storableText(message, longestLine) } : {}),
      ...(checkpoint ? { result: checkpoint } : {}),
    })
    .where(own(jobs, eq(jobs.id, id), eq(jobs.state, "running"), where))
    .returning({ id: jobs.id });
  if (rows.length > 0) await hub.announce("job", id);
  return rows.length > 0;
}
