import type { WorkContext } from "./context.ts";
import type { JobDefinition } from "./jobs.ts";

/** A job that was given up, as its row has it. */
interface GivenUpRow {
  id: string;
  input: unknown;
  /** For people. */
  reason: string;
}

/** Tells what waits for a job that it was given up; in the transaction that settles it. */
export async function tellGivenUp(ctx: WorkContext, job: JobDefinition, row: GivenUpRow): Promise<void> {
  if ("nothingWaits" in job.onGiveUp) return;
  const input = job.input.safeParse(row.input);
  if (input.success) await job.onGiveUp.tell(ctx, { ...row, input: input.data });
  // Of an older version, which nobody can read any more.
  else ctx.log.error({ job: job.name, jobId: row.id }, "the input of a job that was given up cannot be read");
}
