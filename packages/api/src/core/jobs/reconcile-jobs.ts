import { jobLogs, jobs } from "@waybill/db/core";
import type { JobState } from "@waybill/validators";
import { and, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import type { App, TenantContext, WorkContext } from "../context.ts";
import { wholeAccess } from "../permissions.ts";
import { tenantContextOf } from "../work/tenant-context.ts";
import { system, unitOfWork } from "../work/unit-of-work.ts";
import { callOnGiveUp } from "./give-up.ts";
import { openStates } from "./job-rows.ts";
import { queueJobs } from "./queue-tables.ts";

// Reconciles the rows of jobs, which tenants see, with the queue: after the death of a worker, or a failure to record the
// end.

/** The end of a job in the queue, and the state of its row. */
const endings = {
  failed: { state: "failed", reason: "The worker stopped during the last attempt of this job." },
  cancelled: { state: "cancelled", reason: "The job was cancelled." },
  completed: { state: "done", reason: null },
  gone: { state: "failed", reason: "The queue has lost this job." },
} as const satisfies Record<string, { state: JobState; reason: string | null }>;

type Ending = keyof typeof endings;

const endedStates = ["failed", "cancelled", "completed"] as const;

/** A row of a job that has ended in the queue. */
interface EndedJob {
  tenantId: string;
  id: string;
  ending: Ending;
}

/**
 * Reconciles jobs that failed or were cancelled in the queue since a moment.
 *
 * @returns the number of reconciled jobs.
 */
export async function reconcileEnded(app: App, since: Date): Promise<number> {
  const ended = await global(app, ({ db }) =>
    db
      .select({ id: queueJobs.id, tenantId: queueJobs.groupId })
      .from(queueJobs)
      .where(
        and(
          // A literal, for the partial indexes of pg-boss.
          sql`${queueJobs.state} in ('failed', 'cancelled')`,
          gt(queueJobs.completedOn, since),
          isNotNull(queueJobs.groupId),
        ),
      ),
  );
  let reconciled = await reconcileUnrecorded(app);
  for (const [tenantId, rows] of Map.groupBy(ended, (row) => row.tenantId)) {
    const ids = rows.map(({ id }) => id);
    if (tenantId) reconciled += await reconcileJobsOf(app, tenantId, ids);
  }
  return reconciled;
}

/**
 * The number of reconciliations of a tenant's jobs after the end of one could not be recorded: the queue may learn of
 * that end later.
 */
const reconciliations = 3;

/** Marks the jobs of a tenant for the next reconciliation. */
export function reconcileSoon({ unreconciled }: App, tenantId: string): void {
  unreconciled.set(tenantId, reconciliations);
}

async function reconcileUnrecorded(app: App): Promise<number> {
  let reconciled = 0;
  for (const [tenantId, left] of [...app.unreconciled]) {
    reconciled += await reconcileJobsOf(app, tenantId, null);
    if (left > 1) app.unreconciled.set(tenantId, left - 1);
    else app.unreconciled.delete(tenantId);
  }
  return reconciled;
}

/** Reconciles all tenants, without a limit in time. @returns the number of reconciled jobs */
export async function reconcileAll(app: App): Promise<number> {
  let reconciled = 0;
  for (let last: string | undefined; ; ) {
    const after = last;
    const page = await global(app, (context) => app.identity.tenantIds(context, after, 500));
    for (const id of page) reconciled += await reconcileJobsOf(app, id, null, { requeue: true });
    last = page.at(-1);
    if (!last) return reconciled;
  }
}

/** Reconciles one tenant, whose jobs were imported without a queue. @returns the number of reconciled jobs */
export const reconcileTenant = (app: App, tenantId: string): Promise<number> => reconcileJobsOf(app, tenantId, null);

const global = <T>(app: App, body: (ctx: WorkContext) => Promise<T>): Promise<T> =>
  unitOfWork(app, callerOf(app), {}, ({ context }) => body(context));

const callerOf = ({ log }: App, requestId = "reconciler") => ({ requestId, log, user: null, actor: system });

/**
 * @param ids the jobs to check; all of the tenant if null.
 * @param options.requeue whether jobs are queued again that the queue has lost before they started.
 */
async function reconcileJobsOf(
  app: App,
  tenantId: string,
  ids: string[] | null,
  { requeue = false } = {},
): Promise<number> {
  const ended = await inside(app, tenantId, (ctx) => findEndedJobs(ctx, ids));
  for (const job of ended ?? []) await reconcileJob(app, job, requeue);
  return ended?.length ?? 0;
}

/** The greatest age of a lost job that is queued again, in milliseconds. */
const maxRequeueAgeMs = 24 * 3_600_000;

/**
 * Whether a job that is missing in the queue is queued again: only if it never started. On Citus its row can be committed
 * without the queue's, which is on another machine.
 */
const shouldRequeue = ({ clock, registry }: TenantContext, row: typeof jobs.$inferSelect): boolean =>
  row.state === "queued" &&
  row.attempts === 0 &&
  registry.jobs.has(row.name) &&
  clock.now().getTime() - row.createdAt.getTime() < maxRequeueAgeMs;

/** Runs a unit of work in a tenant. @returns undefined if the tenant was deleted */
function inside<T>(app: App, tenantId: string, body: (ctx: TenantContext) => Promise<T>, requestId?: string) {
  return unitOfWork(app, callerOf(app, requestId), { tenantId }, async (work) => {
    const tenant = await app.identity.tenant(work.context, tenantId);
    return tenant && body(tenantContextOf(app, work, tenant, wholeAccess(app.registry.resources)));
  });
}

/**
 * Rows that are behind the queue. The queue is read after the rows: on Citus the two are on different machines. A job can
 * end in between, so it is checked again with its row locked.
 */
async function findEndedJobs({ db, inTenant, tenant }: TenantContext, ids: string[] | null): Promise<EndedJob[]> {
  const rows = await db
    .select({ id: jobs.id, name: jobs.name })
    .from(jobs)
    .where(
      inTenant(
        jobs,
        inArray(jobs.state, [...openStates]),
        ids ? sql`${jobs.id} = any(${sql.param(ids)}::uuid[])` : undefined,
      ),
    );
  if (rows.length === 0) return [];
  const [names, rowIds] = [rows.map(({ name }) => name), rows.map(({ id }) => id)];
  const known = await db.execute<{ id: string; state: string | null }>(sql`
    select given.id, ${queueJobs.state} as state
    from unnest(${sql.param(names)}::text[], ${sql.param(rowIds)}::uuid[]) as given (name, id)
    left join ${queueJobs} on ${queueJobs.name} = given.name and ${queueJobs.id} = given.id
    where ${queueJobs.id} is null or ${inArray(queueJobs.state, [...endedStates])}`);
  return known.map(({ id, state }) => {
    const ending = endedStates.find((ended) => ended === state) ?? "gone";
    return { tenantId: tenant.id, id, ending };
  });
}

/** Reconciles one job. An error of `onGiveUp` does not prevent it. */
async function reconcileJob(app: App, { tenantId, id, ending }: EndedJob, requeue: boolean): Promise<void> {
  const attempt = (callsGiveUp: boolean) =>
    inside(app, tenantId, async (ctx) => {
      const [row] = await ctx.db
        .select()
        .from(jobs)
        .where(ctx.inTenant(jobs, eq(jobs.id, id), inArray(jobs.state, [...openStates])))
        .for("no key update");
      // It may have been reconciled or retried meanwhile.
      if (!row || (await findEndedJobs(ctx, [id])).every((one) => one.ending !== ending)) return;
      if (requeue && ending === "gone" && shouldRequeue(ctx, row)) {
        await ctx.jobs.retry(row);
        ctx.log.warn({ jobId: id, job: row.name }, "a job that the queue had lost was queued again");
      } else await end(ctx, row, ending, callsGiveUp);
    });
  try {
    await attempt(true);
  } catch (error) {
    app.log.error({ err: error, jobId: id }, "onGiveUp of a job that was given up failed");
    await attempt(false);
  }
}

async function end(
  ctx: TenantContext,
  row: typeof jobs.$inferSelect,
  ending: Ending,
  callsGiveUp: boolean,
): Promise<void> {
  const { id, attempts, input } = row;
  const { state, reason } = endings[ending];
  const error = state === "failed" ? { error: row.error ?? reason } : {};
  await ctx.db
    .update(jobs)
    .set({ state, ...error, finishedAt: sql`statement_timestamp()` })
    .where(ctx.inTenant(jobs, eq(jobs.id, id)));
  if (reason) {
    await ctx.db.insert(jobLogs).values({ tenantId: ctx.tenant.id, jobId: id, attempt: attempts, line: reason });
    const job = ctx.registry.jobs.get(row.name);
    if (callsGiveUp && job) await callOnGiveUp(ctx, job, { id, input, reason });
  }
  await ctx.hub.announce("job", id);
  ctx.log.warn({ jobId: id, job: row.name, ending }, "the row of a job was reconciled with the queue");
}
