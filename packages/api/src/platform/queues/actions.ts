import { newId } from "@waybill/db";
import { queueActionJobs, queueActions } from "@waybill/db/queues";
import { tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { type QueueAction, type QueueSelection, queueActionLimit, type StartQueueAction } from "@waybill/validators";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { type OperatorContext, recordForInstallation, refuse, requireRow } from "../../core/index.ts";
import { carryOut } from "./jobs.ts";
import { actionSummary } from "./summaries.ts";

/** The number of actions listed. */
const shown = 20;

/** Actions of operators on jobs of one type: count, then act on the counted jobs. */
export class ActionService {
  readonly #ctx: OperatorContext;

  constructor(ctx: OperatorContext) {
    this.#ctx = ctx;
  }

  /** The number of jobs that an action would reach. `until` and `count` are the input of {@link start}. */
  async preview(selection: QueueSelection) {
    return this.#ctx.queues.count(selection, queueActionLimit);
  }

  /**
   * Selects the jobs of a preview and queues the action: at most as many as counted, none that failed or was queued
   * later, and each only in an unchanged state.
   *
   * @throws conflict if none is left, or more match than were counted
   */
  async start(
    action: QueueAction,
    { expected, ...selection }: StartQueueAction,
  ): Promise<{ id: string; count: number }> {
    const { db, queues, jobs, user } = this.#ctx;
    const { type, tenantId: subjectTenantId = null, since, until } = selection;
    if (action === "retry") this.#requireKnown(type);
    const id = newId();
    const jobId = await jobs.enqueue(carryOut, { id });
    await db.insert(queueActions).values({
      ...{ id, action, type, subjectTenantId, jobId, userId: user.id, total: 0 },
      ...{ since: since ? new Date(since) : null, until: new Date(until) },
    });
    const count = await queues.selectJobs(
      { ...selection, action },
      queueActionLimit,
      (chosen) => sql`
        insert into ${queueActionJobs} (action_id, position, job_id, kind, subject_tenant_id)
        select ${id}::uuid, position, job_id, type, tenant_id from ${chosen}`,
    );
    if (count === 0) this.#conflict("None of these jobs is left. Refresh the count.");
    if (count > expected) this.#conflict("More jobs match than were counted. Refresh the count.");
    await db.update(queueActions).set({ total: count }).where(eq(queueActions.id, id));
    await recordForInstallation(this.#ctx, {
      action: `queues.${action}`,
      summary: actionSummary(action, count, this.#title(type)),
      subjectTenantId,
      details: { type, ...(since ? { since } : {}), until, count },
    });
    return { id, count };
  }

  /** The latest actions with their progress. */
  async list() {
    const { db, queues } = this.#ctx;
    const { id, action, type, total, position, done, state, jobId, createdAt, finishedAt } = queueActions;
    const rows = await db
      .select({
        ...{ id, action, type, total, position, done, state, jobId, createdAt, finishedAt },
        userName: users.name,
        tenantName: tenants.name,
      })
      .from(queueActions)
      .leftJoin(users, eq(users.id, queueActions.userId))
      .leftJoin(tenants, eq(tenants.id, queueActions.subjectTenantId))
      .orderBy(desc(queueActions.id))
      .limit(shown);
    const open = rows.filter((row) => row.state === "waiting" || row.state === "running");
    const alive = await queues.unfinished(
      carryOut.name,
      open.map((row) => row.jobId),
    );
    const items = rows.map(({ jobId: job, ...row }) => ({
      ...row,
      title: this.#title(row.type),
      // Its job may have ended without a record.
      state: open.some((one) => one.id === row.id) && !alive.has(job) ? ("failed" as const) : row.state,
    }));
    return { items, nextCursor: null };
  }

  /** Stops an unfinished action. @throws NOT_FOUND; conflict if it has ended */
  async stop(id: string): Promise<{ id: string }> {
    const { db } = this.#ctx;
    requireRow(await db.select({ id: queueActions.id }).from(queueActions).where(eq(queueActions.id, id)), "job");
    const [stopped] = await db
      .update(queueActions)
      .set({ state: "stopped", finishedAt: sql`now()` })
      .where(and(eq(queueActions.id, id), inArray(queueActions.state, ["waiting", "running"])))
      .returning();
    if (!stopped) this.#conflict("This action has already ended.");
    await db.delete(queueActionJobs).where(eq(queueActionJobs.actionId, id));
    const { action, type, subjectTenantId, position, total } = stopped;
    const title = this.#title(type);
    await recordForInstallation(this.#ctx, {
      action: "queues.stop",
      summary:
        action === "retry"
          ? `stopped retrying the jobs “${title}” after ${position} of ${total}`
          : `stopped cancelling the jobs “${title}” after ${position} of ${total}`,
      subjectTenantId,
      details: { type, position, total },
    });
    return { id };
  }

  #title(type: string): string {
    return this.#ctx.registry.jobs.get(type)?.title ?? type;
  }

  #requireKnown(type: string): void {
    if (this.#ctx.registry.jobs.has(type)) return;
    const message = "This job type is no longer supported, so its jobs cannot run. Cancel them instead.";
    refuse({ path: ["type"], code: "not_found", entity: "job", message });
  }

  #conflict(message: string): never {
    refuse({ path: [], code: "conflict", entity: "job", message });
  }
}
