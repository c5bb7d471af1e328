import type { WorkContext } from "../context.ts";
import type { JobDefinition } from "./jobs.ts";

/** A job that was given up. */
interface GivenUpRow {
  id: string;
  input: unknown;
  reason: string;
}

/** Calls `onGiveUp` of a job, in the transaction that ends it. */
export async function callOnGiveUp(ctx: WorkContext, job: JobDefinition, row: GivenUpRow): Promise<void> {
  if ("noDependents" in job.onGiveUp) return;
  const input = job.input.safeParse(row.input);
  if (input.success) await job.onGiveUp.call(ctx, { ...row, input: input.data });
  // An input of an older version.
  else ctx.log.error({ job: job.name, jobId: row.id }, "the input of a job that was given up cannot be read");
}
