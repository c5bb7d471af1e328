import { jobs } from "@waybill/db/core";
import { sql } from "drizzle-orm";
import type { App, WorkContext } from "./context.ts";
import { executeJob } from "./execute-job.ts";
import type { JobCaller } from "./identity.ts";
import { type Attempt, callerIdsOf, callerOfJob, type Outcome } from "./job-attempt.ts";
import { recordOutcome } from "./job-outcome.ts";
import { jobInState } from "./job-rows.ts";
import type { JobDefinition } from "./jobs.ts";
import { wholeAccess } from "./permissions.ts";
import { tenantContextOf } from "./tenant-context.ts";
import { unitOfWork } from "./unit-of-work.ts";

/**
 * Runs one attempt of a job: rebuilds its context, runs it, and updates its row. A cancelled job does not start.
 *
 * @returns the outcome
 */
export async function runAttempt(app: App, job: JobDefinition, attempt: Attempt): Promise<Outcome> {
  const { id, attempt: number } = attempt;
  let jobCaller: JobCaller | null;
  try {
    jobCaller = await begin(app, job, attempt);
  } catch (error) {
    // The reconciler updates the row after the last attempt.
    app.log.warn({ err: error, job: job.name, jobId: id, attempt: number }, "a job could not be started");
    return { id, state: "failed", error };
  }
  if (!jobCaller) return { id, state: "cancelled" };
  const outcome = await executeJob(app, job, attempt, jobCaller);
  await recordOutcome(app, job, attempt, jobCaller, outcome);
  return outcome;
}

/** Runs one attempt. @returns whether it is done @throws the job's error, for a retry */
export async function runJob(app: App, job: JobDefinition, attempt: Attempt): Promise<boolean> {
  const { state, error } = await runAttempt(app, job, attempt);
  if (state === "failed") throw error;
  return state === "done";
}

/** Looks up the caller and records the start. @returns null for a cancelled job */
async function begin(app: App, job: JobDefinition, attempt: Attempt): Promise<JobCaller | null> {
  const { id, envelope } = attempt;
  const { tenantId, userId } = envelope;
  if (!tenantId && !userId) {
    return { user: null, tenant: null, access: wholeAccess(app.registry.resources), apiKeyEnded: false };
  }
  return unitOfWork(app, callerOfJob(app, job, attempt, null), { tenantId }, async (work) => {
    const [jobCaller, alive] = await Promise.all([
      app.identity.jobCaller(work.context, tenantId, callerIdsOf(job, envelope)),
      tenantId ? recordStart(work.context, tenantId, attempt) : true,
    ]);
    if (jobCaller.tenant) await tenantContextOf(app, work, jobCaller.tenant, jobCaller.access).hub.announce("job", id);
    return alive ? jobCaller : null;
  });
}

/** @returns false for a cancelled job */
async function recordStart({ db }: WorkContext, tenantId: string, { id, attempt }: Attempt): Promise<boolean> {
  const recorded = await db
    .update(jobs)
    .set({ state: "running", startedAt: sql`now()`, error: null, attempts: attempt })
    .where(jobInState(tenantId, id, ["queued", "running", "retrying"]))
    .returning({ id: jobs.id });
  return recorded.length > 0;
}
