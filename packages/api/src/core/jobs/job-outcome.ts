import { jobLogs, jobs } from "@waybill/db/core";
import { asSentence, type JobState, storableText } from "@waybill/validators";
import { eq, inArray, sql } from "drizzle-orm";
import type { JobCaller } from "../access/identity.ts";
import type { App, TenantContext } from "../context.ts";
import { publicMessage } from "../errors.ts";
import { announceTo } from "../events/hub.ts";
import { tenantContextOf } from "../work/tenant-context.ts";
import { system, unitOfWork, type WorkCaller } from "../work/unit-of-work.ts";
import { callOnGiveUp } from "./give-up.ts";
import { type Attempt, callerOfJob, isGivenUp, type Outcome } from "./job-attempt.ts";
import { markDone } from "./job-rows.ts";
import type { JobDefinition } from "./jobs.ts";
import { reconcileSoon } from "./reconcile-jobs.ts";

/** The longest text in a job's result, in characters. */
const maxResultLength = 10_000;

/** An attempt whose handler has ended. */
export interface Ended {
  attempt: Attempt;
  jobCaller: JobCaller;
  outcome: Outcome;
}

const isFailed = ({ outcome: { state } }: Ended) => state === "failed" || state === "permanent";

/**
 * Records the ends of attempts, and refreshes the pages of their tenants; for a failed job of the installation, calls
 * `onGiveUp`. One transaction records all of a tenant that are done, and each failure has its own.
 */
export async function recordOutcomes(app: App, job: JobDefinition, ended: readonly Ended[]): Promise<void> {
  const succeeded = Map.groupBy(
    ended.filter((each) => !isFailed(each)),
    ({ jobCaller }) => jobCaller.tenant?.id,
  );
  await Promise.all([
    ...[...succeeded.values()].map((group) => recordDone(app, job, group)),
    ...ended.filter(isFailed).map((each) => recordFailed(app, job, each)),
  ]);
}

/** Records jobs of a tenant that are done or were cancelled. */
async function recordDone(app: App, job: JobDefinition, group: readonly Ended[]): Promise<void> {
  const [first] = group;
  const tenant = first?.jobCaller.tenant;
  if (!first || !tenant) return;
  const caller = { ...callerOfJob(app, job, first.attempt, null), actor: system };
  const done = group.filter(({ outcome: { state } }) => state === "done");
  const results = new Map(done.map(({ outcome: { id, result } }) => [id, storableResult(result, caller.log)]));
  const entityId = group.length === 1 ? first.attempt.id : null;
  await unitOfWork(app, caller, { tenantId: tenant.id }, ({ context }) =>
    Promise.all([
      results.size > 0 ? markDone(context, tenant.id, results) : null,
      announceTo(context, { tenantId: tenant.id, entity: "job", entityId }),
    ]),
  ).catch((error) => unrecorded(app, caller, tenant.id, error));
}

/** Records a failed attempt. For a job of the installation, calls `onGiveUp` after the last one. */
async function recordFailed(app: App, job: JobDefinition, { attempt, jobCaller, outcome }: Ended): Promise<void> {
  const { id, envelope } = attempt;
  const { tenant } = jobCaller;
  if (tenant) {
    const caller = callerOfJob(app, job, attempt, jobCaller.user);
    await unitOfWork(app, caller, { tenantId: tenant.id }, (work) =>
      recordFailure(tenantContextOf(app, work, tenant, jobCaller.access), job, attempt, outcome),
    ).catch((error) => unrecorded(app, caller, tenant.id, error));
    return;
  }
  // Nothing of a deleted tenant depends on the job.
  if (envelope.tenantId || !isGivenUp(job, attempt, outcome)) return;
  const reason = publicMessage(outcome.error, envelope.requestId);
  const caller = callerOfJob(app, job, attempt, null);
  await unitOfWork(app, caller, {}, ({ context }) =>
    callOnGiveUp(context, job, { id, input: envelope.input, reason }),
  ).catch((error) => caller.log.error({ err: error }, "onGiveUp of a job that was given up failed"));
}

/**
 * The work is done and is not repeated because recording it failed: the queue marks the job completed, and the reconciler
 * updates the row.
 */
function unrecorded(app: App, { log }: WorkCaller, tenantId: string, error: unknown): void {
  log.error({ err: error }, "the end of a job could not be recorded; the reconciler will");
  reconcileSoon(app, tenantId);
}

/** A result as JSON, without values that Postgres cannot store; null if it cannot be written as JSON. */
function storableResult(result: unknown, log: WorkCaller["log"]): string {
  const storable = (_key: string, value: unknown) =>
    typeof value === "string" ? storableText(value, maxResultLength) : value;
  try {
    return JSON.stringify(result ?? null, storable) ?? "null";
  } catch (error) {
    // The work is done: only its result is lost.
    log.error({ err: error }, "the result of a job cannot be written as JSON");
    return "null";
  }
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
    const line = `Attempt ${attempt.attempt} failed: ${asSentence(message)} ${last ? "The job is not retried." : "The job will be retried."}`;
    await db.insert(jobLogs).values({ tenantId: tenant.id, jobId: id, attempt: attempt.attempt, line });
    if (last) await callOnGiveUp(ctx, job, { id, input: envelope.input, reason: message });
  }
  await hub.announce("job", id);
}
