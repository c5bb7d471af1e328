import { jobLogs, jobs } from "@waybill/db/core";
import type { JobState } from "@waybill/validators";
import { and, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import type { App, TenantContext, WorkContext } from "./context.ts";
import { tellGivenUp } from "./give-up.ts";
import { openStates } from "./job-rows.ts";
import { wholeAccess } from "./permissions.ts";
import { queueJobs } from "./queue-tables.ts";
import { tenantContextOf } from "./tenant-context.ts";
import { system, unitOfWork } from "./unit-of-work.ts";

// The end of jobs whose work was not done. The queue knows that a job has ended; its tenant's row, and what waits for it,
// have to learn of it, also where the worker that ran it is gone.

/** How the queue says that a job ended, and what its row says then. */
const endings = {
  failed: { state: "failed", reason: "The worker stopped in the middle of this job, as often as it may be tried." },
  cancelled: { state: "cancelled", reason: "The job was cancelled." },
  completed: { state: "done", reason: null },
  gone: { state: "failed", reason: "The queue has lost this job." },
} as const satisfies Record<string, { state: JobState; reason: string | null }>;

type Ending = keyof typeof endings;

const endedStates = ["failed", "cancelled", "completed"] as const;

/** A row that says that a job waits or runs which the queue holds for ended. */
interface Stale {
  tenantId: string;
  id: string;
  ending: Ending;
}

/**
 * Settles the jobs that failed or were cancelled in the queue since a moment, and whose tenants still see them wait or
 * run: their worker died, or could not write their end.
 *
 * @returns how many.
 */
export async function settleEnded(app: App, since: Date): Promise<number> {
  const ended = await global(app, ({ db }) =>
    db
      .select({ id: queueJobs.id, tenantId: queueJobs.groupId })
      .from(queueJobs)
      .where(
        and(
          // As a literal, so that the partial indexes of pg-boss serve it.
          sql`${queueJobs.state} in ('failed', 'cancelled')`,
          gt(queueJobs.completedOn, since),
          isNotNull(queueJobs.groupId),
        ),
      ),
  );
  let settled = await settleUnrecorded(app);
  for (const [tenantId, rows] of Map.groupBy(ended, (row) => row.tenantId)) {
    const ids = rows.map(({ id }) => id);
    if (tenantId) settled += await settleOf(app, tenantId, ids);
  }
  return settled;
}

/**
 * How often the jobs of a tenant are looked at after the end of one could not be noted: the queue itself may still have
 * to learn of that end.
 */
const looks = 3;

/** Has the jobs of a tenant settled by the next looks, because how one ended could not be noted. */
export function settleLater({ unsettled }: App, tenantId: string): void {
  unsettled.set(tenantId, looks);
}

async function settleUnrecorded(app: App): Promise<number> {
  let settled = 0;
  for (const [tenantId, left] of [...app.unsettled]) {
    settled += await settleOf(app, tenantId, null);
    if (left > 1) app.unsettled.set(tenantId, left - 1);
    else app.unsettled.delete(tenantId);
  }
  return settled;
}

/** The same for every tenant, whatever became of the job in the queue and however long ago. @returns how many */
export async function settleLost(app: App): Promise<number> {
  let settled = 0;
  for (let last: string | undefined; ; ) {
    const after = last;
    const piece = await global(app, (context) => app.identity.tenantIds(context, after, 500));
    for (const id of piece) settled += await settleOf(app, id, null, { again: true });
    last = piece.at(-1);
    if (!last) return settled;
  }
}

/** The same for one tenant, whose jobs came without a queue. @returns how many */
export const settleTenant = (app: App, tenantId: string): Promise<number> => settleOf(app, tenantId, null);

const global = <T>(app: App, body: (ctx: WorkContext) => Promise<T>): Promise<T> =>
  unitOfWork(app, callerOf(app), {}, ({ context }) => body(context));

const callerOf = ({ log }: App, requestId = "reconciler") => ({ requestId, log, user: null, actor: system });

/**
 * @param ids the jobs to look at; all of the tenant where it is null.
 * @param options.again whether those that the queue has lost before they began are queued anew.
 */
async function settleOf(app: App, tenantId: string, ids: string[] | null, { again = false } = {}): Promise<number> {
  const stale = await inside(app, tenantId, (ctx) => staleJobs(ctx, ids));
  for (const job of stale ?? []) await settle(app, job, again);
  return stale?.length ?? 0;
}

/** For how long a job may be lost and still be queued anew, in milliseconds: later, nobody waits for it any more. */
const worthwhileMs = 24 * 3_600_000;

/**
 * Whether a job that the queue does not know is to be queued anew: it has never begun. So a job is not lost where its
 * row was committed and the queue's was not: on Citus, they are on different machines.
 */
const worthQueueing = ({ clock, registry }: TenantContext, row: typeof jobs.$inferSelect): boolean =>
  row.state === "queued" &&
  row.attempts === 0 &&
  registry.jobs.has(row.name) &&
  clock.now().getTime() - row.createdAt.getTime() < worthwhileMs;

/** Runs a unit of work in a tenant. @returns undefined where the tenant is gone */
function inside<T>(app: App, tenantId: string, body: (ctx: TenantContext) => Promise<T>, requestId?: string) {
  return unitOfWork(app, callerOf(app, requestId), { tenantId }, async (work) => {
    const tenant = await app.identity.tenant(work.context, tenantId);
    return tenant && body(tenantContextOf(app, work, tenant, wholeAccess(app.registry.resources)));
  });
}

/**
 * The rows that the queue knows better than. The queue is asked after the rows were read: on Citus the two are on different
 * machines. A job that ends in between is found here as well; whoever settles it looks again, with its row locked.
 */
async function staleJobs({ db, own, tenant }: TenantContext, ids: string[] | null): Promise<Stale[]> {
  const rows = await db
    .select({ id: jobs.id, name: jobs.name })
    .from(jobs)
    .where(
      own(
        jobs,
        inArray(jobs.state, [...openStates]),
        ids ? sql`${jobs.id} = any(${sql.param(ids)}::uuid[])` : undefined,
      ),
    );
  if (rows.length === 0) return [];
  const [names, rowIds] = [rows.map(({ name }) => name), rows.map(({ id }) => id)];
  const known = await db.execute<{ id: string; state: string | null }>(sql`
    select asked.id, ${queueJobs.state} as state
    from unnest(${sql.param(names)}::text[], ${sql.param(rowIds)}::uuid[]) as asked (name, id)
    left join ${queueJobs} on ${queueJobs.name} = asked.name and ${queueJobs.id} = asked.id
    where ${queueJobs.id} is null or ${inArray(queueJobs.state, [...endedStates])}`);
  return known.map(({ id, state }) => {
    const ending = endedStates.find((ended) => ended === state) ?? "gone";
    return { tenantId: tenant.id, id, ending };
  });
}

/** Settles one job. Where what waits for it cannot be told, the job is settled all the same. */
async function settle(app: App, { tenantId, id, ending }: Stale, again: boolean): Promise<void> {
  const attempt = (tell: boolean) =>
    inside(app, tenantId, async (ctx) => {
      const [row] = await ctx.db
        .select()
        .from(jobs)
        .where(ctx.own(jobs, eq(jobs.id, id), inArray(jobs.state, [...openStates])))
        .for("no key update");
      // Meanwhile it was settled, or is retried.
      if (!row || (await staleJobs(ctx, [id])).every((one) => one.ending !== ending)) return;
      if (again && ending === "gone" && worthQueueing(ctx, row)) {
        await ctx.jobs.retry(row);
        ctx.log.warn({ jobId: id, job: row.name }, "a job that the queue had lost was queued anew");
      } else await end(ctx, row, ending, tell);
    });
  try {
    await attempt(true);
  } catch (error) {
    app.log.error({ err: error, jobId: id }, "what waits for a job that was given up could not be told");
    await attempt(false);
  }
}

async function end(ctx: TenantContext, row: typeof jobs.$inferSelect, ending: Ending, tell: boolean): Promise<void> {
  const { id, attempts, input } = row;
  const { state, reason } = endings[ending];
  const error = state === "failed" ? { error: row.error ?? reason } : {};
  await ctx.db
    .update(jobs)
    .set({ state, ...error, finishedAt: sql`statement_timestamp()` })
    .where(ctx.own(jobs, eq(jobs.id, id)));
  if (reason) {
    await ctx.db.insert(jobLogs).values({ tenantId: ctx.tenant.id, jobId: id, attempt: attempts, line: reason });
    const job = ctx.registry.jobs.get(row.name);
    if (tell && job) await tellGivenUp(ctx, job, { id, input, reason });
  }
  await ctx.hub.announce("job", id);
  ctx.log.warn({ jobId: id, job: row.name, ending }, "a job was settled that the queue had ended");
}
