import { jobs } from "@waybill/db/core";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { callOnGiveUp, oneOf, openStates, type TenantContext } from "../../core/index.ts";

/** What is done with many jobs of a tenant at once. The queue and what the tenant sees of it change together. */
export class ManyJobsService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /**
   * Has those of the jobs run again that the queue holds as failed. Of several with one unique key the newest does, and
   * none where another one waits or runs.
   *
   * @param kind the name of all of them.
   * @returns how many do
   */
  async retry(kind: string, ids: readonly string[]): Promise<number> {
    const { db, jobs: queue } = this.#ctx;
    const failed = await db
      .select({ id: jobs.id, input: jobs.input })
      .from(jobs)
      // The queue knows better than a row that a dead worker has left behind as running.
      .where(and(this.#those(kind, ids), inArray(jobs.state, ["failed", ...openStates]), this.#keyIsFree(ids)))
      .orderBy(jobs.id)
      .for("no key update");
    const again = await queue.retryFailed(kind, await this.#unhindered(kind, failed));
    await this.#tell(again);
    return again.length;
  }

  /** Takes those of the jobs out that wait or run; one that runs stops at its next step. @returns how many */
  async cancel(kind: string, ids: readonly string[]): Promise<number> {
    const { db, jobs: queue } = this.#ctx;
    const unfinished = await db
      .select({ id: jobs.id, input: jobs.input })
      .from(jobs)
      .where(and(this.#those(kind, ids), inArray(jobs.state, [...openStates])))
      .orderBy(jobs.id)
      .for("no key update");
    const cancelled = await queue.cancelUnfinished(
      kind,
      unfinished.map(({ id }) => id),
    );
    await this.#tell(cancelled);
    const job = this.#ctx.registry.jobs.get(kind);
    const ended = new Set(cancelled);
    for (const { id, input } of job ? unfinished.filter((row) => ended.has(row.id)) : []) {
      if (job) await callOnGiveUp(this.#ctx, job, { id, input, reason: "An operator cancelled this job." });
    }
    return cancelled.length;
  }

  /** The ids of those that would do something if they ran again. */
  async #unhindered(kind: string, rows: readonly { id: string; input: unknown }[]): Promise<string[]> {
    const job = this.#ctx.registry.jobs.get(kind);
    if (!job?.obstacle) return rows.map(({ id }) => id);
    const free: string[] = [];
    for (const { id, input } of rows) {
      const parsed = job.input.safeParse(input);
      if (parsed.success && !(await job.obstacle(this.#ctx, parsed.data))) free.push(id);
    }
    return free;
  }

  async #tell(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#ctx.hub.announce("job", null);
  }

  #those(kind: string, ids: readonly string[]): SQL | undefined {
    return and(eq(jobs.tenantId, this.#ctx.tenant.id), eq(jobs.name, kind), oneOf(jobs.id, ids));
  }

  /** Whether a job may wait again: at most one of a unique key does. */
  #keyIsFree(ids: readonly string[]): SQL {
    const alsoChosen = oneOf(sql`other.id`, ids);
    return sql`(${jobs.uniqueKey} is null or not exists (
      select from ${jobs} as other
      where other.tenant_id = ${this.#ctx.tenant.id} and other.name = ${jobs.name} and other.unique_key = ${jobs.uniqueKey}
        and other.id <> ${jobs.id}
        and (other.state in ('queued', 'running', 'retrying') or (${alsoChosen} and other.id > ${jobs.id}))))`;
  }
}
