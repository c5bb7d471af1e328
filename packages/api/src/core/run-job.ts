import { jobs, tenants, users } from "@waybill/db";
import type { JobState } from "@waybill/validators";
import { and, eq, inArray } from "drizzle-orm";
import type { App, Tenant, TenantContext, User, WorkContext } from "./context.ts";
import { JobCancelled, type JobContext, type JobDefinition, type JobEnvelope, JobRefused } from "./jobs.ts";
import { inTenant, unitOfWork } from "./unit-of-work.ts";

/** The user columns that a context carries. */
export const userColumns = {
  id: users.id,
  name: users.name,
  email: users.email,
  emailVerifiedAt: users.emailVerifiedAt,
  superuser: users.superuser,
};

/** Reads a row of {@link userColumns} as a context's user. */
export function asUser({
  emailVerifiedAt,
  ...row
}: Omit<User, "emailVerified"> & { emailVerifiedAt: Date | null }): User {
  return { ...row, emailVerified: emailVerifiedAt !== null };
}

type JobRow = typeof jobs.$inferInsert;

/**
 * Runs one attempt of a job: rebuilds the context it was queued from, runs the handler, and keeps what the tenant sees
 * of it up to date. A job that was cancelled meanwhile is not begun.
 *
 * @param signal aborted when the worker shuts down.
 * @throws what the handler threw, so that the queue tries again; nothing when the job was cancelled or refused.
 */
export async function runJob(
  app: App,
  id: string,
  job: JobDefinition,
  envelope: JobEnvelope,
  attempt: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<unknown> {
  const log = app.log.child({ requestId: envelope.requestId, job: job.name, jobId: id, attempt });
  const started = performance.now();
  const base = { app, id, log, envelope };
  const origin = await findOrigin(base);
  const note = (values: Partial<JobRow>) => (origin.tenant ? noteJob(base, origin, values) : Promise.resolve(true));

  if (!(await note({ state: "running", attempts: attempt, startedAt: new Date(), error: null }))) {
    log.info("job was cancelled");
    return undefined;
  }
  const jobContext: JobContext<unknown> = {
    id,
    input: job.input.parse(envelope.input),
    tenant: origin.tenant,
    requestId: envelope.requestId,
    attempt,
    lastAttempt: attempt > job.retry.limit,
    log,
    signal: AbortSignal.any([signal, AbortSignal.timeout(job.timeoutSeconds * 1000)]),
    clients: app.clients,
    transaction: (work) => jobTransaction(base, origin, work),
    globalTransaction: (work) =>
      unitOfWork(app, { requestId: envelope.requestId, log, user: origin.user }, {}, ({ context }) => work(context)),
    async progress(done, total = null, message) {
      if (!(await note({ done, total, ...(message ? { message } : {}) })))
        throw new JobCancelled("The job was cancelled.");
    },
  };
  try {
    const result = await job.handler(jobContext);
    await note({ state: "done", finishedAt: new Date(), result: result ?? null });
    log.info({ ms: Math.round(performance.now() - started) }, "job done");
    return result;
  } catch (error) {
    if (error instanceof JobCancelled) {
      log.info("job was cancelled");
      return undefined;
    }
    const refused = error instanceof JobRefused;
    const last = refused || jobContext.lastAttempt;
    const state: JobState = last ? "failed" : "retrying";
    await note({
      state,
      error: error instanceof Error ? error.message : String(error),
      ...(last ? { finishedAt: new Date() } : {}),
    });
    log.warn(
      { err: error, ms: Math.round(performance.now() - started) },
      last ? "job failed" : "job will be tried again",
    );
    if (refused) return undefined;
    throw error;
  }
}

interface Base {
  app: App;
  id: string;
  log: WorkContext["log"];
  envelope: JobEnvelope;
}

interface JobOrigin {
  user: User | null;
  tenant: Tenant | null;
}

/** Who queued the job, and for which tenant. */
function findOrigin({ app, log, envelope: { tenantId, userId, requestId } }: Base): Promise<JobOrigin> {
  return unitOfWork(app, { requestId, log, user: null }, { readOnly: true }, async ({ context: { db } }) => {
    const [tenant] = tenantId ? await db.select().from(tenants).where(eq(tenants.id, tenantId)) : [];
    const [user] = userId ? await db.select(userColumns).from(users).where(eq(users.id, userId)) : [];
    if (tenantId && !tenant) throw new Error("The job's tenant is gone.");
    return { tenant: tenant ?? null, user: user ? asUser(user) : null };
  });
}

/** A job's unit of work. What it may do was checked when it was queued. */
function jobTransaction<T>(
  { app, log, envelope: { requestId } }: Base,
  { user, tenant }: JobOrigin,
  work: (ctx: TenantContext) => Promise<T>,
): Promise<T> {
  if (!tenant) throw new Error("This job belongs to no tenant.");
  return unitOfWork(app, { requestId, log, user }, { tenantId: tenant.id }, (open) =>
    work(inTenant(app, open, { tenant, role: null, can: () => true })),
  );
}

/** Writes what the tenant sees. @returns false when the job was cancelled or is gone. */
function noteJob(base: Base, origin: JobOrigin, values: Partial<JobRow>): Promise<boolean> {
  return jobTransaction(base, origin, async ({ db, hub }) => {
    const noted = await db
      .update(jobs)
      .set(values)
      .where(and(eq(jobs.id, base.id), inArray(jobs.state, ["queued", "running", "retrying"])))
      .returning({ id: jobs.id });
    if (noted.length > 0) await hub.announce("job", base.id);
    return noted.length > 0;
  });
}
