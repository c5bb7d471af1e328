import { jobs, users } from "@waybill/db";
import type { JobFilter } from "@waybill/validators";
import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { cursorPageOf, found, type MemberContext, refuse } from "../../core/index.ts";

const columns = {
  id: jobs.id,
  name: jobs.name,
  state: jobs.state,
  error: jobs.error,
  attempts: jobs.attempts,
  done: jobs.done,
  total: jobs.total,
  message: jobs.message,
  requestId: jobs.requestId,
  createdAt: jobs.createdAt,
  startedAt: jobs.startedAt,
  finishedAt: jobs.finishedAt,
  userName: users.name,
};

/** What a tenant sees of its jobs. */
export class JobService {
  constructor(private readonly ctx: MemberContext) {}

  /** Jobs, the newest first. */
  async list({ cursor, limit, states }: JobFilter) {
    const rows = await this.ctx.db
      .select(columns)
      .from(jobs)
      .leftJoin(users, eq(users.id, jobs.userId))
      .where(
        and(
          eq(jobs.tenantId, this.ctx.tenant.id),
          states?.length ? inArray(jobs.state, states) : undefined,
          cursor ? lt(jobs.id, sql`${cursor}::uuid`) : undefined,
        ),
      )
      .orderBy(desc(jobs.id))
      .limit(limit + 1);
    return cursorPageOf(rows, limit, (row) => row.id);
  }

  /** One job, with its input and result. */
  async byId(id: string) {
    const rows = await this.ctx.db
      .select({ ...columns, input: jobs.input, result: jobs.result })
      .from(jobs)
      .leftJoin(users, eq(users.id, jobs.userId))
      .where(and(eq(jobs.tenantId, this.ctx.tenant.id), eq(jobs.id, id)));
    return found(rows, "job");
  }

  /** Cancels a job: one that waits is not begun, one that runs stops at its next step. */
  async cancel(id: string): Promise<{ id: string }> {
    const { db, hub, tenant } = this.ctx;
    await this.byId(id);
    const cancelled = await db
      .update(jobs)
      .set({ state: "cancelled", finishedAt: this.ctx.clock.now() })
      .where(and(eq(jobs.tenantId, tenant.id), eq(jobs.id, id), inArray(jobs.state, ["queued", "running", "retrying"])))
      .returning({ id: jobs.id });
    if (cancelled.length === 0)
      refuse({ path: [], code: "conflict", entity: "job", message: "This job has already ended." });
    await hub.announce("job", id);
    return { id };
  }
}
