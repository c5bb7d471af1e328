import { jobLogs, jobs } from "@waybill/db/core";
import { asSentence, type JobState, storableText } from "@waybill/validators";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { App, Tenant, TenantContext, User, WorkContext } from "./context.ts";
import { notFound, publicMessage } from "./errors.ts";
import { settleLater, tellGivenUp } from "./give-up.ts";
import type { JobCaller, JobCallerIds } from "./identity.ts";
import { JobCancelled, type JobContext, type JobDefinition, type JobEnvelope, JobRefused } from "./jobs.ts";
import { type Access, wholeAccess } from "./permissions.ts";
import { longestLine, noteProgress } from "./progress.ts";
import { offModuleOf, registryFor } from "./switches.ts";
import { traced } from "./telemetry.ts";
import { type Caller, inTenant, system, unitOfWork } from "./unit-of-work.ts";

/** One attempt of a job, as the queue hands it out. */
export interface Attempt {
  id: string;
  envelope: JobEnvelope;
  /** Counts from 1. */
  attempt: number;
  /** Aborted when the job is cancelled or the worker shuts down. */
  signal: AbortSignal;
}

/** How an attempt ended. `refused` and `cancelled` are not tried again. */
export interface Outcome {
  id: string;
  state: "done" | "failed" | "refused" | "cancelled";
  result?: unknown;
  error?: unknown;
}

/** Who began a job. What needs nothing goes on whatever becomes of the key. */
const callerIdsOf = ({ needs }: JobDefinition, { userId, origin }: JobEnvelope): JobCallerIds => ({
  userId,
  apiKeyId: (needs !== null && origin.apiKeyId) || null,
});

/** The longest text in a job's result, in characters. */
const longestResult = 10_000;

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

function callerOfJob(app: App, job: JobDefinition, { id, envelope, attempt }: Attempt, user: User | null): Caller {
  const { requestId, origin } = envelope;
  return {
    requestId,
    log: app.log.child({ requestId, jobId: id, job: job.name, attempt }),
    user,
    actor: { kind: "job", id, ip: origin.ip, apiKeyId: origin.apiKeyId ?? null },
  };
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
    if (jobCaller.tenant) await inTenant(app, work, jobCaller.tenant, jobCaller.access).hub.announce("job", id);
    return alive ? jobCaller : null;
  });
}

/**
 * What somebody may do at this step of a job that they began; null where nobody in particular did.
 *
 * @throws {JobRefused} where they may not do any more what the job needs
 */
async function accessStill(
  app: App,
  ctx: WorkContext,
  needs: string,
  { id }: Tenant,
  { user, apiKeyId }: { user: User | null; apiKeyId: string | null },
): Promise<Access | null> {
  if (!user) return null;
  const { access, keyEnded } = await app.identity.jobCaller(ctx, id, { userId: user.id, apiKeyId });
  if (keyEnded) {
    throw new JobRefused(
      "The API key that began this was revoked, or has expired. Begin it anew, signed in or by another key.",
    );
  }
  if (access.permissions.has(needs)) return access;
  throw new JobRefused(
    `${user.name}, who began this, may not do it any more (${needs}). Somebody else can begin it anew.`,
  );
}

/**
 * A job of a tenant, while it is in one of these states. By its key alone, which `is true` makes sure of: a plan made while
 * there were few would go through every job of the tenant.
 */
const inState = (tenantId: string, id: string, states: JobState[]) =>
  and(eq(jobs.tenantId, tenantId), eq(jobs.id, id), sql`(${inArray(jobs.state, states)}) is true`);

/** @returns whether it may run: it was not cancelled */
async function noteBegun({ db }: WorkContext, tenantId: string, { id, attempt }: Attempt): Promise<boolean> {
  const noted = await db
    .update(jobs)
    .set({ state: "running", startedAt: sql`now()`, error: null, attempts: attempt })
    .where(inState(tenantId, id, ["queued", "running", "retrying"]))
    .returning({ id: jobs.id });
  return noted.length > 0;
}

async function runHandler(app: App, job: JobDefinition, attempt: Attempt, jobCaller: JobCaller): Promise<Outcome> {
  const { id, envelope } = attempt;
  const caller = callerOfJob(app, job, attempt, jobCaller.user);
  const started = performance.now();
  const attributes = { "messaging.operation.name": job.name, "waybill.job_id": id };
  const outcome = await traced(
    `job ${job.name}`,
    attributes,
    () => handle(app, job, attempt, jobCaller, caller),
    envelope.origin.traceparent,
  ).then(
    (result): Outcome => ({ id, state: "done", result }),
    (error): Outcome => {
      if (error instanceof JobCancelled) return { id, state: "cancelled" };
      return { id, state: error instanceof JobRefused ? "refused" : "failed", error };
    },
  );
  const ms = performance.now() - started;
  const last = isGivenUp(job, attempt, outcome);
  const word = outcome.state === "done" || outcome.state === "cancelled" ? outcome.state : last ? "failed" : "retrying";
  app.metrics.job(job.name, word, ms);
  const fields = { ms: Math.round(ms), ...(outcome.error ? { err: outcome.error } : {}) };
  if (outcome.error) caller.log.warn(fields, last ? "job failed" : "job will be tried again");
  else caller.log.info(fields, outcome.state === "done" ? "job done" : "job was cancelled");
  return outcome;
}

/** Runs the handler, for as long as it may take. */
async function handle(
  app: App,
  job: JobDefinition,
  attempt: Attempt,
  jobCaller: JobCaller,
  caller: Caller,
): Promise<unknown> {
  const { id, envelope } = attempt;
  const off = jobCaller.tenant && offModuleOf(app.registry, jobCaller.tenant, job.name);
  if (off) throw new JobRefused(`The module “${off}” is switched off in this organisation.`);
  const input = job.input.parse(envelope.input);
  const { signal, ended, stop } = limit(attempt.signal, job.timeoutSeconds);
  const inWork = async <T>(work: (ctx: TenantContext) => Promise<T>) => {
    const { tenant, access } = jobCaller;
    if (!tenant) throw new Error("This job belongs to no tenant.");
    signal.throwIfAborted();
    return unitOfWork(app, caller, { tenantId: tenant.id }, async (open) => {
      const { apiKeyId } = callerIdsOf(job, envelope);
      const who = { user: jobCaller.user, apiKeyId };
      const own = job.needs ? await accessStill(app, open.context, job.needs, tenant, who) : null;
      return work(inTenant(app, open, tenant, own ?? access));
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
    transaction: inWork,
    transactionIn: (tenantId, work) =>
      unitOfWork(app, caller, { tenantId }, async (open) => {
        const tenant = await app.identity.tenant(open.context, tenantId);
        if (!tenant) throw notFound("tenant");
        return work(inTenant(app, open, tenant, wholeAccess(registryFor(app.registry, tenant).resources)));
      }),
    globalTransaction: (work) => unitOfWork(app, caller, {}, ({ context: own }) => work(own)),
    async progress(done, total = null, message) {
      if (!jobCaller.tenant) return;
      const noted = await inWork((ctx) => noteProgress(ctx, id, { done, total, message }));
      if (!noted) throw new JobCancelled("The job was cancelled.");
    },
    async say(line) {
      if (!jobCaller.tenant) return void caller.log.info(line);
      await inWork(({ db, tenant }) =>
        db
          .insert(jobLogs)
          .values({ tenantId: tenant.id, jobId: id, attempt: attempt.attempt, line: storableText(line, longestLine) }),
      );
    },
  };
  // A handler that does not listen to the signal is left alone: its next transaction is refused.
  try {
    return await Promise.race([job.handler(context), ended]);
  } finally {
    stop();
  }
}

/**
 * Limits an attempt: to what its time allows, and to how long it is wanted.
 *
 * @returns a signal that says so, `ended`, which throws then, and `stop`, to be called once there is nothing to limit.
 */
function limit(wanted: AbortSignal, seconds: number) {
  const own = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (reason: string) => {
    own.abort();
    reject(new Error(reason));
  };
  const timer = setTimeout(end, seconds * 1000, `It took longer than ${seconds} s.`);
  const unwanted = () => end("It was cancelled, or the worker stopped.");
  if (wanted.aborted) unwanted();
  else wanted.addEventListener("abort", unwanted, { once: true });
  return {
    signal: own.signal,
    ended,
    stop() {
      clearTimeout(timer);
      wanted.removeEventListener("abort", unwanted);
    },
  };
}

/** Notes how an attempt ended, and tells the pages of its tenant, or what waits for a job of the installation. */
async function conclude(
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
      const ctx = inTenant(app, work, tenant, jobCaller.access);
      if (failed) return noteFailure(ctx, job, attempt, outcome);
      if (outcome.state === "done") await noteDone(ctx, id, outcome.result);
      await ctx.hub.announce("job", id);
    }).catch((error) => {
      // What has been done is not done again because that could not be noted: the queue is told, and the row follows it.
      caller.log.error({ err: error }, "the end of a job could not be noted; the reconciler will");
      settleLater(app, tenant.id);
    });
    return;
  }
  // A tenant that is gone has nobody who waits.
  if (envelope.tenantId || !failed || !isGivenUp(job, attempt, outcome)) return;
  const reason = publicMessage(outcome.error, envelope.requestId);
  const caller = callerOfJob(app, job, attempt, null);
  await unitOfWork(app, caller, {}, ({ context }) =>
    tellGivenUp(context, job, { id, input: envelope.input, reason }),
  ).catch((error) => caller.log.error({ err: error }, "what waits for a job that was given up could not be told"));
}

/** Whether nothing tries the job again by itself. */
const isGivenUp = (job: JobDefinition, { attempt }: Attempt, { state }: Outcome) =>
  state === "refused" || attempt > job.retry.limit;

async function noteDone({ db, tenant }: TenantContext, id: string, result: unknown): Promise<void> {
  const storable = (_key: string, value: unknown) =>
    typeof value === "string" ? storableText(value, longestResult) : value;
  await db
    .update(jobs)
    .set({
      state: "done",
      finishedAt: sql`statement_timestamp()`,
      result: sql`nullif(${JSON.stringify(result ?? null, storable)}::jsonb, 'null'::jsonb)`,
    })
    .where(inState(tenant.id, id, ["running"]));
}

/** Notes that an attempt failed. After the last one, what waits for the job is told, in the same transaction. */
async function noteFailure(ctx: TenantContext, job: JobDefinition, attempt: Attempt, outcome: Outcome): Promise<void> {
  const { db, requestId, tenant, own, hub } = ctx;
  const { id, envelope } = attempt;
  const last = isGivenUp(job, attempt, outcome);
  const state: JobState = last ? "failed" : "retrying";
  const message = publicMessage(outcome.error, requestId);
  const noted = await db
    .update(jobs)
    .set({ state, error: message, ...(last ? { finishedAt: sql`statement_timestamp()` } : {}) })
    .where(own(jobs, eq(jobs.id, id), inArray(jobs.state, ["queued", "running", "retrying"])))
    .returning({ id: jobs.id });
  if (noted.length > 0) {
    const next = last ? "It is not tried again." : "It will be tried again.";
    const line = `Attempt ${attempt.attempt} failed: ${asSentence(message)} ${next}`;
    await db.insert(jobLogs).values({ tenantId: tenant.id, jobId: id, attempt: attempt.attempt, line });
    if (last) await tellGivenUp(ctx, job, { id, input: envelope.input, reason: message });
  }
  await hub.announce("job", id);
}
