import { queueActionJobs, queueActions } from "@waybill/db/queues";
import { tenants } from "@waybill/db/tenants";
import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, type JobContext, type TenantContext, type WorkContext } from "../../core/index.ts";
import { ManyJobsService } from "../jobs/index.ts";
import { actionSummary } from "./summaries.ts";

/** Jobs per transaction, all of one tenant and type. */
const batchSize = 500;

type Action = typeof queueActions.$inferSelect;

/** Jobs of an action that are processed together. */
interface Chunk {
  /** Null for jobs of the installation. */
  tenantId: string | null;
  /** Whether the tenant no longer exists: its jobs are skipped. */
  gone: boolean;
  type: string;
  ids: string[];
  /** The position of its last job in the action. */
  end: number;
}

/**
 * Carries out an action. Each batch commits with its progress, so that a repeated run continues, and nothing is
 * done twice.
 */
export const carryOut = defineJob({
  name: "queues.carryOut",
  title: "Retry or cancel many jobs",
  ofInstallation: true,
  input: z.object({ id: z.uuid() }),
  retry: { limit: 5, delaySeconds: 2 },
  timeoutSeconds: 3600,
  onGiveUp: (ctx, { input: { id } }) => end(ctx, id, "failed"),
  async run(job) {
    const { id } = job.input;
    for (;;) {
      const chunks = await job.globalTransaction((ctx) => nextChunks(ctx, id));
      if (chunks.length === 0) break;
      for (const chunk of chunks) {
        job.signal.throwIfAborted();
        await processChunk(job, id, chunk);
      }
    }
    await job.globalTransaction((ctx) => end(ctx, id, "done"));
  },
});

/** The next jobs of an action, grouped by tenant and type. None if it is done or stopped. */
async function nextChunks({ db }: WorkContext, id: string): Promise<Chunk[]> {
  const rows = await db
    .select({
      position: queueActionJobs.position,
      jobId: queueActionJobs.jobId,
      type: queueActionJobs.type,
      tenantId: queueActionJobs.subjectTenantId,
      gone: sql<boolean>`${queueActionJobs.subjectTenantId} is not null and ${tenants.id} is null`,
    })
    .from(queueActionJobs)
    .innerJoin(queueActions, eq(queueActions.id, queueActionJobs.actionId))
    .leftJoin(tenants, eq(tenants.id, queueActionJobs.subjectTenantId))
    .where(
      and(
        eq(queueActions.id, id),
        inArray(queueActions.state, ["waiting", "running"]),
        gt(queueActionJobs.position, queueActions.position),
      ),
    )
    .orderBy(asc(queueActionJobs.position))
    .limit(batchSize);
  const chunks: Chunk[] = [];
  for (const { position, jobId, ...of } of rows) {
    const last = chunks.at(-1);
    if (last?.tenantId === of.tenantId && last.type === of.type) Object.assign(last, { end: position }).ids.push(jobId);
    else chunks.push({ ...of, ids: [jobId], end: position });
  }
  return chunks;
}

async function processChunk(job: JobContext<unknown>, id: string, chunk: Chunk): Promise<void> {
  const { tenantId, gone } = chunk;
  if (tenantId && !gone) {
    return job.transactionIn(tenantId, (ctx) => advance(ctx, id, chunk, (action) => actInTenant(ctx, action, chunk)));
  }
  const act = async (ctx: WorkContext, action: Action) => (gone ? 0 : actOutside(ctx, action, chunk));
  return job.globalTransaction((ctx) => advance(ctx, id, chunk, (action) => act(ctx, action)));
}

/**
 * Processes a batch and records it. Of two concurrent runs, the second finds it done; a stopped action processes
 * nothing more.
 */
async function advance(
  { db }: WorkContext,
  id: string,
  { ids, end: position }: Chunk,
  act: (action: Action) => Promise<number>,
): Promise<void> {
  const [action] = await db.select().from(queueActions).where(eq(queueActions.id, id)).for("no key update");
  const open = action?.state === "waiting" || action?.state === "running";
  if (!action || !open || action.position !== position - ids.length) return;
  const done = await act(action);
  await db
    .update(queueActions)
    .set({ state: "running", position, done: action.done + done })
    .where(eq(queueActions.id, id));
}

async function actInTenant(ctx: TenantContext, { action }: Action, { type, ids }: Chunk): Promise<number> {
  const service = new ManyJobsService(ctx);
  const count = action === "retry" ? await service.retry(type, ids) : await service.cancel(type, ids);
  if (count === 0) return 0;
  const title = ctx.registry.jobs.get(type)?.title ?? type;
  const summary = actionSummary(action, count, title);
  await ctx.activity.record({ action: `queues.${action}`, entity: "job", entityId: null, summary, actor: "operator" });
  return count;
}

async function actOutside({ jobs }: WorkContext, { action }: Action, { type, ids }: Chunk): Promise<number> {
  const acted = await (action === "retry" ? jobs.retryFailed(type, ids) : jobs.cancelUnfinished(type, ids));
  return acted.length;
}

/** Records the end of an action and deletes its job list. */
async function end({ db }: WorkContext, id: string, state: "done" | "failed"): Promise<void> {
  await db
    .update(queueActions)
    .set({ state, finishedAt: sql`now()` })
    .where(and(eq(queueActions.id, id), inArray(queueActions.state, ["waiting", "running"])));
  await db.delete(queueActionJobs).where(eq(queueActionJobs.actionId, id));
}
