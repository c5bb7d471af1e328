import { jobs } from "@waybill/db/core";
import { sql } from "drizzle-orm";
import type { App, WorkContext } from "./context.ts";
import type { JobCaller } from "./identity.ts";
import { type Attempt, callerIdsOf, callerOfJob, type Outcome } from "./job-attempt.ts";
import { runHandler } from "./job-handler.ts";
import { conclude } from "./job-outcome.ts";
import { jobInState } from "./job-rows.ts";
import type { JobDefinition } from "./jobs.ts";
import { wholeAccess } from "./permissions.ts";
import { tenantContextOf } from "./tenant-context.ts";
import { unitOfWork } from "./unit-of-work.ts";

/**
 * Runs one attempt of a job: rebuilds the context that it was queued from, runs the handler, and keeps what its tenant sees
 * of it up to date. A job that was cancelled meanwhile is not begun.
 *
 * @returns how it ended
 */
export async function runAttempt(app: App, job: JobDefinition, attempt: Attempt): Promise<Outcome> {
  const { id, attempt: number } = attempt;
  let jobCaller: JobCaller | null;
  try {
    jobCaller = await begin(app, job, attempt);
  } catch (error) {
    // What its tenant sees of it is left to the reconciler, once the queue has given it up.
    app.log.warn({ err: error, job: job.name, jobId: id, attempt: number }, "a job could not be begun");
    return { id, state: "failed", error };
  }
  if (!jobCaller) return { id, state: "cancelled" };
  const outcome = await runHandler(app, job, attempt, jobCaller);
  await conclude(app, job, attempt, jobCaller, outcome);
  return outcome;
}

/** Runs one attempt. @returns whether it was done @throws what the handler threw, so that it is tried again */
export async function runJob(app: App, job: JobDefinition, attempt: Attempt): Promise<boolean> {
  const { state, error } = await runAttempt(app, job, attempt);
  if (state === "failed") throw error;
  return state === "done";
}

/** Finds whom the job acts for, and notes that it has begun. @returns null where it was cancelled */
async function begin(app: App, job: JobDefinition, attempt: Attempt): Promise<JobCaller | null> {
  const { id, envelope } = attempt;
  const { tenantId, userId } = envelope;
  if (!tenantId && !userId) {
    return { user: null, tenant: null, access: wholeAccess(app.registry.resources), keyEnded: false };
  }
  return unitOfWork(app, callerOfJob(app, job, attempt, null), { tenantId }, async (work) => {
    const [jobCaller, alive] = await Promise.all([
      app.identity.jobCaller(work.context, tenantId, callerIdsOf(job, envelope)),
      tenantId ? noteBegun(work.context, tenantId, attempt) : true,
    ]);
    if (jobCaller.tenant) await tenantContextOf(app, work, jobCaller.tenant, jobCaller.access).hub.announce("job", id);
    return alive ? jobCaller : null;
  });
}

/** @returns whether it may run: it was not cancelled */
async function noteBegun({ db }: WorkContext, tenantId: string, { id, attempt }: Attempt): Promise<boolean> {
  const noted = await db
    .update(jobs)
    .set({ state: "running", startedAt: sql`now()`, error: null, attempts: attempt })
    .where(jobInState(tenantId, id, ["queued", "running", "retrying"]))
    .returning({ id: jobs.id });
  return noted.length > 0;
}
