import { jobs } from "@waybill/db/core";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { callOnGiveUp, oneOf, openStates, type TenantContext } from "../../core/index.ts";

/** Actions on many jobs of a tenant. The queue and the tenant's view change together. */
export class ManyJobsService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /**
   * Retries the jobs that the queue holds as failed. Of several with one unique key only the newest, and none if
   * another is waiting or running.
   *
   * @param type the type of all of them.
   * @returns their number
   */
  async retry(type: string, ids: readonly string[]): Promise<number> {
    const { db, jobs: queue } = this.#ctx;
    const failed = await db
      .select({ id: jobs.id, input: jobs.input })
      .from(jobs)
      // The queue is authoritative over a row left as running by a worker that has ended.
      .where(and(this.#jobsOfType(type, ids), inArray(jobs.state, ["failed", ...openStates]), this.#keyIsFree(ids)))
      .orderBy(jobs.id)
      .for("no key update");
    const again = await queue.retryFailed(type, await this.#retryable(type, failed));
    await this.#announce(again);
    return again.length;
  }

  /** Cancels waiting and running jobs; a running one stops at its next step. @returns their number */
  async cancel(type: string, ids: readonly string[]): Promise<number> {
    const { db, jobs: queue } = this.#ctx;
    const unfinished = await db
      .select({ id: jobs.id, input: jobs.input })
      .from(jobs)
      .where(and(this.#jobsOfType(type, ids), inArray(jobs.state, [...openStates])))
      .orderBy(jobs.id)
      .for("no key update");
    const cancelled = await queue.cancelUnfinished(
      type,
      unfinished.map(({ id }) => id),
    );
    await this.#announce(cancelled);
    const job = this.#ctx.registry.jobs.get(type);
    const ended = new Set(cancelled);
    for (const { id, input } of job ? unfinished.filter((row) => ended.has(row.id)) : []) {
      if (job) await callOnGiveUp(this.#ctx, job, { id, input, reason: "An operator cancelled this job." });
    }
    return cancelled.length;
  }

  /** The ids of jobs that can be retried. */
  async #retryable(type: string, rows: readonly { id: string; input: unknown }[]): Promise<string[]> {
    const job = this.#ctx.registry.jobs.get(type);
    if (!job?.retryRefusal) return rows.map(({ id }) => id);
    const free: string[] = [];
    for (const { id, input } of rows) {
      const parsed = job.input.safeParse(input);
      if (parsed.success && !(await job.retryRefusal(this.#ctx, parsed.data))) free.push(id);
    }
    return free;
  }

  async #announce(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#ctx.hub.announce("job", null);
  }

  #jobsOfType(type: string, ids: readonly string[]): SQL | undefined {
    return and(eq(jobs.tenantId, this.#ctx.tenant.id), eq(jobs.name, type), oneOf(jobs.id, ids));
  }

  /** Whether a job can be queued again: one per unique key. */
  #keyIsFree(ids: readonly string[]): SQL {
    const alsoChosen = oneOf(sql`other.id`, ids);
    return sql`(${jobs.uniqueKey} is null or not exists (
      select from ${jobs} as other
      where other.tenant_id = ${this.#ctx.tenant.id} and other.name = ${jobs.name} and other.unique_key = ${jobs.uniqueKey}
        and other.id <> ${jobs.id}
        and (other.state in ('queued', 'running', 'retrying') or (${alsoChosen} and other.id > ${jobs.id}))))`;
  }
}
