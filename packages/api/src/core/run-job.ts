import { jobLogs, jobs } from "@waybill/db/core";
import { asSentence, type JobState, storableText } from "@waybill/validators";
import { eq, inArray, sql } from "drizzle-orm";
import type { App, Tenant, TenantContext, User, WorkContext } from "./context.ts";
import { notFound, publicMessage } from "./errors.ts";
import { settleLater, tellGivenUp } from "./give-up.ts";
import type { Beginner, Cause } from "./identity.ts";
import { JobCancelled, type JobContext, type JobDefinition, type JobEnvelope, JobRefused } from "./jobs.ts";
import { type Access, wholeAccess } from "./permissions.ts";
import { longestLine, noteProgress } from "./progress.ts";
import { oneOf } from "./sql.ts";
import { offModuleOf, registryFor } from "./switches.ts";
import { traced } from "./telemetry.ts";
import { inTenant, type Origin, system, unitOfWork } from "./unit-of-work.ts";

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
const beginnerOf = ({ needs }: JobDefinition, { userId, origin }: JobEnvelope): Beginner => ({
  userId,
  apiKeyId: (needs !== null && origin.apiKeyId) || null,
});

/** An attempt, and whom it acts for. */
interface Begun {
  attempt: Attempt;
  cause: Cause;
}

/** The longest text in a job's result, in characters. */
const longestResult = 10_000;

/** How many jobs of a batch run side by side. */
const side = 8;

/**
 * Runs attempts of jobs of one kind: rebuilds the context that each was queued from, runs the handler, and keeps what
 * the tenants see of them up to date. A job that was cancelled meanwhile is not begun. However many they are, a tenant's
 * jobs are noted as begun and as done in one statement each.
 *
 * @returns how each ended, in order.
 */
export async function runJobs(app: App, job: JobDefinition, attempts: readonly Attempt[]): Promise<Outcome[]> {
  const groups = Map.groupBy(attempts, ({ envelope }) => groupOf(envelope));
  const outcomes = new Map<string, Outcome>();
  const begun: Begun[] = [];
  await Promise.all(
    [...groups.values()].map(async (group) => {
      try {
        const { cause, alive } = await begin(app, job, group);
        for (const attempt of group) {
          if (alive.has(attempt.id)) begun.push({ attempt, cause });
          else outcomes.set(attempt.id, { id: attempt.id, state: "cancelled" });
        }
      } catch (error) {
        // What its tenant sees of it is left to the reconciler, once the queue has given it up.
        for (const { id } of group) outcomes.set(id, { id, state: "failed", error });
        const [first] = group;
        const which = { job: job.name, jobId: first?.id, jobs: group.length, attempt: first?.attempt };
        app.log.warn({ err: error, ...which }, "jobs could not be begun");
      }
    }),
  );
  const waiting = begun.values();
  await Promise.all(
    Array.from({ length: Math.min(side, begun.length) }, async () => {
      for (const { attempt, cause } of waiting) outcomes.set(attempt.id, await runOne(app, job, attempt, cause));
    }),
  );
  await Promise.all(
    [...Map.groupBy(begun, ({ attempt }) => attempt.envelope.tenantId)].map(([tenantId, group]) =>
      tenantId ? conclude(app, job, tenantId, group, outcomes) : concludeOutside(app, job, group, outcomes),
    ),
  );
  return attempts.map(({ id }) => outcomes.get(id) ?? { id, state: "failed", error: new Error("It was not run.") });
}

/** Jobs of one group have one cause. */
const groupOf = ({ tenantId, userId, origin }: JobEnvelope) => `${tenantId} ${userId} ${origin.apiKeyId}`;

/** Runs one attempt. @returns whether it was done @throws what the handler threw, so that it is tried again */
export async function runJob(app: App, job: JobDefinition, attempt: Attempt): Promise<boolean> {
  const [outcome] = await runJobs(app, job, [attempt]);
  if (outcome?.state === "failed") throw outcome.error;
  return outcome?.state === "done";
}

function originOfJob(app: App, job: JobDefinition, { id, envelope, attempt }: Attempt, user: User | null): Origin {
  const { requestId, origin } = envelope;
  return {
    requestId,
    log: app.log.child({ requestId, jobId: id, job: job.name, attempt }),
    user,
    actor: { kind: "job", id, ip: origin.ip, apiKeyId: origin.apiKeyId ?? null },
  };
}

/** Finds whom the jobs act for, and notes that they have begun. @returns those that were not cancelled */
async function begin(
  app: App,
  job: JobDefinition,
  group: readonly Attempt[],
): Promise<{ cause: Cause; alive: Set<string> }> {
  const [first] = group;
  const ids = group.map(({ id }) => id);
  const access = wholeAccess(app.registry.resources);
  const nobody: Cause = { user: null, tenant: null, access, keyEnded: false };
  if (!first) return { cause: nobody, alive: new Set() };
  const { tenantId, userId } = first.envelope;
  if (!tenantId && !userId) return { cause: nobody, alive: new Set(ids) };
  return unitOfWork(app, originOfJob(app, job, first, null), { tenantId }, async (work) => {
    const [cause, alive] = await Promise.all([
      app.identity.cause(work.context, tenantId, beginnerOf(job, first.envelope)),
      tenantId ? noteBegun(work.context, tenantId, group) : new Set(ids),
    ]);
    if (tenantId && cause.tenant) {
      const { hub } = inTenant(app, work, cause.tenant, cause.access);
      await hub.announce("job", group.length === 1 ? first.id : null);
    }
    return { cause, alive };
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
  const { access, keyEnded } = await app.identity.cause(ctx, id, { userId: user.id, apiKeyId });
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
 * The jobs of a batch. By their keys alone, which `is true` makes sure of, and without a join: a plan made while there
 * were few would go through every job of the tenant.
 */
const ofBatch = (tenantId: string, ids: readonly string[], states: readonly JobState[]) => sql`
  ${jobs.tenantId} = ${tenantId} and ${oneOf(jobs.id, ids)}
  and (${inArray(jobs.state, states)}) is true`;

async function noteBegun({ db }: WorkContext, tenantId: string, group: readonly Attempt[]): Promise<Set<string>> {
  const attempts = Object.fromEntries(group.map(({ id, attempt }) => [id, attempt]));
  const noted = await db
    .update(jobs)
    .set({
      state: "running",
      startedAt: sql`now()`,
      error: null,
      attempts: sql`(${JSON.stringify(attempts)}::jsonb ->> ${jobs.id}::text)::int`,
    })
    .where(ofBatch(tenantId, Object.keys(attempts), ["queued", "running", "retrying"]))
    .returning({ id: jobs.id });
  return new Set(noted.map(({ id }) => id));
}

async function runOne(app: App, job: JobDefinition, attempt: Attempt, cause: Cause): Promise<Outcome> {
  const { id, envelope } = attempt;
  const origin = originOfJob(app, job, attempt, cause.user);
  const started = performance.now();
  const attributes = { "messaging.operation.name": job.name, "waybill.job_id": id };
  const outcome = await traced(
    `job ${job.name}`,
    attributes,
    () => handle(app, job, attempt, cause, origin),
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
  if (outcome.error) origin.log.warn(fields, last ? "job failed" : "job will be tried again");
  else origin.log.info(fields, outcome.state === "done" ? "job done" : "job was cancelled");
  return outcome;
}

/** Runs the handler, for as long as it may take. */
async function handle(app: App, job: JobDefinition, attempt: Attempt, cause: Cause, origin: Origin): Promise<unknown> {
  const { id, envelope } = attempt;
  const off = cause.tenant && offModuleOf(app.registry, cause.tenant, job.name);
  if (off) throw new JobRefused(`The module “${off}” is switched off in this organisation.`);
  const input = job.input.parse(envelope.input);
  const { signal, ended, stop } = limit(attempt.signal, job.timeoutSeconds);
  const inWork = async <T>(work: (ctx: TenantContext) => Promise<T>) => {
    const { tenant, access } = cause;
    if (!tenant) throw new Error("This job belongs to no tenant.");
    signal.throwIfAborted();
    return unitOfWork(app, origin, { tenantId: tenant.id }, async (open) => {
      const { apiKeyId } = beginnerOf(job, envelope);
      const who = { user: cause.user, apiKeyId };
      const own = job.needs ? await accessStill(app, open.context, job.needs, tenant, who) : null;
      return work(inTenant(app, open, tenant, own ?? access));
    });
  };
  const context: JobContext<unknown> = {
    id,
    input,
    tenant: cause.tenant,
    requestId: envelope.requestId,
    attempt: attempt.attempt,
    lastAttempt: attempt.attempt > job.retry.limit,
    log: origin.log,
    signal,
    clients: app.clients,
    transaction: inWork,
    transactionIn: (tenantId, work) =>
      unitOfWork(app, origin, { tenantId }, async (open) => {
        const tenant = await app.identity.tenant(open.context, tenantId);
        if (!tenant) throw notFound("tenant");
        return work(inTenant(app, open, tenant, wholeAccess(registryFor(app.registry, tenant).resources)));
      }),
    globalTransaction: (work) => unitOfWork(app, origin, {}, ({ context: own }) => work(own)),
    async progress(done, total = null, message) {
      if (!cause.tenant) return;
      const noted = await inWork((ctx) => noteProgress(ctx, id, { done, total, message }));
      if (!noted) throw new JobCancelled("The job was cancelled.");
    },
    async say(line) {
      if (!cause.tenant) return void origin.log.info(line);
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

/** Notes how a tenant's jobs ended, and tells its pages. */
async function conclude(
  app: App,
  job: JobDefinition,
  tenantId: string,
  group: readonly Begun[],
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> {
  const [first] = group;
  const tenant = first?.cause.tenant;
  if (!first || !tenant) return;
  const done = group.flatMap(({ attempt: { id } }) => {
    const outcome = outcomes.get(id);
    return outcome?.state === "done" ? [[id, outcome.result ?? null]] : [];
  });
  const failed = failedOf(group, outcomes);
  const origin = { ...originOfJob(app, job, first.attempt, null), actor: system };
  if (done.length > 0 || failed.length < group.length) {
    await unitOfWork(app, origin, { tenantId }, async (work) => {
      if (done.length > 0) await noteDone(work.context, tenantId, Object.fromEntries(done));
      await inTenant(app, work, tenant, first.cause.access).hub.announce(
        "job",
        group.length === 1 ? first.attempt.id : null,
      );
    }).catch((error) => unnoted(app, origin, tenantId, error));
  }
  for (const { attempt, cause, outcome } of failed) {
    const own = originOfJob(app, job, attempt, cause.user);
    await unitOfWork(app, own, { tenantId }, (work) =>
      noteFailure(inTenant(app, work, tenant, cause.access), job, attempt, outcome),
    ).catch((error) => unnoted(app, own, tenantId, error));
  }
}

/** What has been done is not done again because that could not be noted: the queue is told, and the row follows it. */
function unnoted(app: App, { log }: Origin, tenantId: string, error: unknown): void {
  log.error({ err: error }, "the end of a job could not be noted; the reconciler will");
  settleLater(app, tenantId);
}

/** The attempts that failed, with how. */
const failedOf = (group: readonly Begun[], outcomes: ReadonlyMap<string, Outcome>) =>
  group.flatMap(({ attempt, cause }) => {
    const outcome = outcomes.get(attempt.id);
    return outcome && (outcome.state === "failed" || outcome.state === "refused") ? [{ attempt, cause, outcome }] : [];
  });

/** Whether nothing tries the job again by itself. */
const isGivenUp = (job: JobDefinition, { attempt }: Attempt, { state }: Outcome) =>
  state === "refused" || attempt > job.retry.limit;

/** Tells what waits for jobs of the installation that were given up. */
async function concludeOutside(
  app: App,
  job: JobDefinition,
  group: readonly Begun[],
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> {
  for (const { attempt, outcome } of failedOf(group, outcomes)) {
    if (!isGivenUp(job, attempt, outcome)) continue;
    const { id, envelope } = attempt;
    const reason = publicMessage(outcome.error, envelope.requestId);
    const origin = originOfJob(app, job, attempt, null);
    await unitOfWork(app, origin, {}, ({ context }) =>
      tellGivenUp(context, job, { id, input: envelope.input, reason }),
    ).catch((error) => origin.log.error({ err: error }, "what waits for a job that was given up could not be told"));
  }
}

/** @param results of each job, by its id */
async function noteDone({ db }: WorkContext, tenantId: string, results: Record<string, unknown>): Promise<void> {
  const storable = (_key: string, value: unknown) =>
    typeof value === "string" ? storableText(value, longestResult) : value;
  await db
    .update(jobs)
    .set({
      state: "done",
      finishedAt: sql`clock_timestamp()`,
      result: sql`nullif(${JSON.stringify(results, storable)}::jsonb -> ${jobs.id}::text, 'null'::jsonb)`,
    })
    .where(ofBatch(tenantId, Object.keys(results), ["running"]));
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
    .set({ state, error: message, ...(last ? { finishedAt: sql`clock_timestamp()` } : {}) })
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
