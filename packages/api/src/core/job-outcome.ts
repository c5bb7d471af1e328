import { jobLogs, jobs } from "@waybill/db/core";
import { asSentence, type JobState, storableText } from "@waybill/validators";
import { eq, inArray, sql } from "drizzle-orm";
import type { App, TenantContext } from "./context.ts";
import { publicMessage } from "./errors.ts";
import { callOnGiveUp } from "./give-up.ts";
import type { JobCaller } from "./identity.ts";
import { type Attempt, callerOfJob, isGivenUp, type Outcome } from "./job-attempt.ts";
import { jobInState } from "./job-rows.ts";
import type { JobDefinition } from "./jobs.ts";
import { reconcileSoon } from "./reconcile-jobs.ts";
import { tenantContextOf } from "./tenant-context.ts";
import { system, unitOfWork } from "./unit-of-work.ts";

/** The longest text in a job's result, in characters. */
const maxResultLength = 10_000;

/**
 * Records the end of an attempt, and refreshes the tenant's pages; for a job of the installation, calls `onGiveUp`.
 */
export async function recordOutcome(
  app: App,
  job: JobDefinition,
  attempt: Attempt,
  jobCaller: JobCaller,
  outcome: Outcome,
): Promise<void> {
  const { id, envelope } = attempt;
  const failed = outcome.state === "failed" || outcome.state === "refused";
  const { tenant } = jobCaller;
  if (tenant) {
    const caller = failed
      ? callerOfJob(app, job, attempt, jobCaller.user)
      : { ...callerOfJob(app, job, attempt, null), actor: system };
    await unitOfWork(app, caller, { tenantId: tenant.id }, async (work) => {
      const ctx = tenantContextOf(app, work, tenant, jobCaller.access);
      if (failed) return recordFailure(ctx, job, attempt, outcome);
      if (outcome.state === "done") await recordDone(ctx, id, outcome.result);
      await ctx.hub.announce("job", id);
    }).catch((error) => {
      // The work is done and is not repeated because recording it failed: the queue marks the job completed, and the
      // reconciler updates the row.
      caller.log.error({ err: error }, "the end of a job could not be recorded; the reconciler will");
      reconcileSoon(app, tenant.id);
    });
    return;
  }
  // Nothing of a deleted tenant depends on the job.
  if (envelope.tenantId || !failed || !isGivenUp(job, attempt, outcome)) return;
  const reason = publicMessage(outcome.error, envelope.requestId);
  const caller = callerOfJob(app, job, attempt, null);
  await unitOfWork(app, caller, {}, ({ context }) =>
    callOnGiveUp(context, job, { id, input: envelope.input, reason }),
  ).catch((error) => caller.log.error({ err: error }, "onGiveUp of a job that was given up failed"));
}

async function recordDone({ db, tenant }: TenantContext, id: string, result: unknown): Promise<void> {
  const storable = (_key: string, value: unknown) =>
    typeof value === "string" ? storableText(value, maxResultLength) : value;
  await db
    .update(jobs)
    .set({
      state: "done",
      finishedAt: sql`statement_timestamp()`,
      result: sql`nullif(${JSON.stringify(result ?? null, storable)}::jsonb, 'null'::jsonb)`,
    })
    .where(jobInState(tenant.id, id, ["running"]));
}

/** Records a failed attempt. After the last one, calls `onGiveUp` in the same transaction. */
async function recordFailure(
  ctx: TenantContext,
  job: JobDefinition,
  attempt: Attempt,
  outcome: Outcome,
): Promise<void> {
  const { db, requestId, tenant, inTenant, hub } = ctx;
  const { id, envelope } = attempt;
  const last = isGivenUp(job, attempt, outcome);
  const state: JobState = last ? "failed" : "retrying";
  const message = publicMessage(outcome.error, requestId);
  const recorded = await db
    .update(jobs)
    .set({ state, error: message, ...(last ? { finishedAt: sql`statement_timestamp()` } : {}) })
    .where(inTenant(jobs, eq(jobs.id, id), inArray(jobs.state, ["queued", "running", "retrying"])))
    .returning({ id: jobs.id });
  if (recorded.length > 0) {
    const line = `Attempt ${attempt.attempt} failed: ${asSentence(message)} ${last ? "It is not retried." : "It will be retried."}`;
    await db.insert(jobLogs).values({ tenantId: tenant.id, jobId: id, attempt: attempt.attempt, line });
    if (last) await callOnGiveUp(ctx, job, { id, input: envelope.input, reason: message });
  }
  await hub.announce("job", id);
}
