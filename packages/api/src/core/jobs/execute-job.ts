import { jobLogs } from "@waybill/db/core";
import { storableText } from "@waybill/validators";
import type { JobCaller } from "../access/identity.ts";
import { offModuleOf, registryFor } from "../access/switches.ts";
import type { App, Tenant, TenantContext, User, WorkContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { traced } from "../monitoring/telemetry.ts";
import { type Access, wholeAccess } from "../permissions.ts";
import { tenantContextOf } from "../work/tenant-context.ts";
import { unitOfWork, type WorkCaller } from "../work/unit-of-work.ts";
import { type Attempt, callerIdsOf, callerOfJob, isGivenUp, type Outcome } from "./job-attempt.ts";
import { JobCancelled, type JobContext, type JobDefinition, PermanentJobError } from "./jobs.ts";
import { maxLineLength, recordProgress } from "./progress.ts";

/** Runs one attempt of a job, and logs, counts and traces it. */
export async function executeJob(
  app: App,
  job: JobDefinition,
  attempt: Attempt,
  jobCaller: JobCaller,
): Promise<Outcome> {
  const { id, envelope } = attempt;
  const caller = callerOfJob(app, job, attempt, jobCaller.user);
  const started = performance.now();
  const attributes = { "messaging.operation.name": job.name, "waybill.job_id": id };
  const outcome = await traced(
    `job ${job.name}`,
    attributes,
    () => executeWithTimeout(app, job, attempt, jobCaller, caller),
    envelope.origin.traceparent,
  ).then(
    (result): Outcome => ({ id, state: "done", result }),
    (error): Outcome => {
      if (error instanceof JobCancelled) return { id, state: "cancelled" };
      return { id, state: error instanceof PermanentJobError ? "permanent" : "failed", error };
    },
  );
  const ms = performance.now() - started;
  const last = isGivenUp(job, attempt, outcome);
  const result =
    outcome.state === "done" || outcome.state === "cancelled" ? outcome.state : last ? "failed" : "retrying";
  app.metrics.job(job.name, result, ms);
  const fields = { ms: Math.round(ms), ...(outcome.error ? { err: outcome.error } : {}) };
  if (outcome.error) caller.log.warn(fields, last ? "job failed" : "job will be retried");
  else caller.log.info(fields, outcome.state === "done" ? "job done" : "job was cancelled");
  return outcome;
}

/** Runs the job with its timeout. */
async function executeWithTimeout(
  app: App,
  job: JobDefinition,
  attempt: Attempt,
  jobCaller: JobCaller,
  caller: WorkCaller,
): Promise<unknown> {
  const { id, envelope } = attempt;
  const off = jobCaller.tenant && offModuleOf(app.registry, jobCaller.tenant, job.name);
  if (off) throw new PermanentJobError(`The module “${off}” is switched off in this organisation.`);
  const input = job.input.parse(envelope.input);
  const { signal, ended, stop } = attemptTimeout(attempt.signal, job.timeoutSeconds);
  const runInUnitOfWork = async <T>(work: (ctx: TenantContext) => Promise<T>) => {
    const { tenant, access } = jobCaller;
    if (!tenant) throw new Error("This job belongs to no tenant.");
    signal.throwIfAborted();
    return unitOfWork(app, caller, { tenantId: tenant.id }, async (open) => {
      const { apiKeyId } = callerIdsOf(job, envelope);
      const who = { user: jobCaller.user, apiKeyId };
      const own = job.needs ? await requireCurrentAccess(app, open.context, job.needs, tenant, who) : null;
      return work(tenantContextOf(app, open, tenant, own ?? access));
    });
  };
  const context: JobContext<unknown> = {
    id,
    input,
    tenant: jobCaller.tenant,
    requestId: envelope.requestId,
    attempt: attempt.attempt,
    lastAttempt: attempt.attempt > job.retry.limit,
    log: caller.log,
    signal,
    clients: app.clients,
    transaction: runInUnitOfWork,
    transactionIn: (tenantId, work) =>
      unitOfWork(app, caller, { tenantId }, async (open) => {
        const tenant = await app.identity.tenant(open.context, tenantId);
        if (!tenant) throw notFound("tenant");
        return work(tenantContextOf(app, open, tenant, wholeAccess(registryFor(app.registry, tenant).resources)));
      }),
    globalTransaction: (work) => unitOfWork(app, caller, {}, ({ context: own }) => work(own)),
    async progress(done, total = null, message) {
      if (!jobCaller.tenant) return;
      const recorded = await runInUnitOfWork((ctx) => recordProgress(ctx, id, { done, total, message }));
      if (!recorded) throw new JobCancelled("The job was cancelled.");
    },
    async addLogLine(line) {
      if (!jobCaller.tenant) return void caller.log.info(line);
      await runInUnitOfWork(({ db, tenant }) =>
        db.insert(jobLogs).values({
          tenantId: tenant.id,
          jobId: id,
          attempt: attempt.attempt,
          line: storableText(line, maxLineLength),
        }),
      );
    },
  };
  // A job that ignores the signal is abandoned: its next transaction is refused.
  try {
    return await Promise.race([job.run(context), ended]);
  } finally {
    stop();
  }
}

/**
 * A timeout for an attempt, which also ends when the job is cancelled or the worker stops.
 *
 * @returns a signal; `ended`, which rejects at the same time; and `stop`, to be called at the end.
 */
function attemptTimeout(parent: AbortSignal, seconds: number) {
  const own = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (reason: string) => {
    own.abort();
    reject(new Error(reason));
  };
  const timer = setTimeout(end, seconds * 1000, `The job took longer than ${seconds} s.`);
  const onAbort = () => end("The job was cancelled, or the worker stopped.");
  if (parent.aborted) onAbort();
  else parent.addEventListener("abort", onAbort, { once: true });
  return {
    signal: own.signal,
    ended,
    stop() {
      clearTimeout(timer);
      parent.removeEventListener("abort", onAbort);
    },
  };
}

/**
 * The caller's access at this step of the job; null without a user.
 *
 * @throws {PermanentJobError} if the caller has lost the permission that the job needs
 */
async function requireCurrentAccess(
  app: App,
  ctx: WorkContext,
  needs: string,
  { id }: Tenant,
  { user, apiKeyId }: { user: User | null; apiKeyId: string | null },
): Promise<Access | null> {
  if (!user) return null;
  const { access, apiKeyEnded } = await app.identity.jobCaller(ctx, id, { userId: user.id, apiKeyId });
  if (apiKeyEnded) {
    throw new PermanentJobError(
      "The API key that started this job was revoked or has expired. Start it again, signed in or with another key.",
    );
  }
  if (access.permissions.has(needs)) return access;
  throw new PermanentJobError(
    `${user.name}, who started this job, no longer has the permission ${needs}. Someone else can start it again.`,
  );
}
