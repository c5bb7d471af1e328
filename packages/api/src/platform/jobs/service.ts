import { preparedQuery } from "@waybill/db";
import { jobLogs, jobs } from "@waybill/db/core";
import { users } from "@waybill/db/users";
import { type JobFilter, type JobState, jobStates } from "@waybill/validators";
import { asc, desc, eq, type SQL, sql } from "drizzle-orm";
import { callOnGiveUp, type MemberContext, mayReadJob, openStates, refuse, requireRow } from "../../core/index.ts";
import { NewestList } from "../lists/index.ts";

const columns = {
  id: jobs.id,
  name: jobs.name,
  state: jobs.state,
  error: jobs.error,
  attempts: jobs.attempts,
  done: jobs.done,
  total: jobs.total,
  message: jobs.message,
  eventId: jobs.eventId,
  userId: jobs.userId,
  requestId: jobs.requestId,
  createdAt: jobs.createdAt,
  startedAt: jobs.startedAt,
  finishedAt: jobs.finishedAt,
  userName: users.name,
};

const jobList = new NewestList({
  table: jobs,
  rows: (condition) =>
    preparedQuery((db) =>
      db
        .select(columns)
        .from(jobs)
        .leftJoin(users, eq(users.id, jobs.userId))
        .where(condition)
        .orderBy(desc(jobs.id))
        .limit(sql.placeholder("limit")),
    ),
  columns: { name: { column: jobs.name }, states: { column: jobs.state, most: jobStates.length } },
  flags: { handlers: sql`${jobs.eventId} is not null` },
});

const unreadableInput =
  "This job was created by an older version, and its input can no longer be read. Start a new job instead.";

/** The states that can be retried. */
const retryableStates: JobState[] = ["failed", "cancelled"];

/** The columns with results of a job, besides its input, output and log. */
interface ShownRow {
  name: string;
  error: string | null;
  message: string | null;
  done: number;
  total: number | null;
}

const unreadable = { error: null, message: null, done: 0, total: null } satisfies Omit<ShownRow, "name">;

/** The jobs of a tenant. */
export class JobService {
  readonly #ctx: MemberContext;

  constructor(ctx: MemberContext) {
    this.#ctx = ctx;
  }

  /** Jobs, newest first. With `handlers` only event handlers. */
  async list({ cursor, limit, states, name, handlers }: JobFilter) {
    const filters = { states: states ?? [], name: name ? [name] : [] };
    const page = { columns: filters, flags: { handlers }, cursor, limit };
    const { items, nextCursor } = await jobList.page(this.#ctx, page);
    return { items: items.map(this.#shown), nextCursor };
  }

  /** One job with input, output and log. */
  async byId(id: string) {
    const { db, inTenant } = this.#ctx;
    const [rows, lines] = await Promise.all([
      db
        .select({ ...columns, input: jobs.input, result: jobs.result })
        .from(jobs)
        .leftJoin(users, eq(users.id, jobs.userId))
        .where(this.#rowWithId(id)),
      db
        .select({ id: jobLogs.id, attempt: jobLogs.attempt, line: jobLogs.line, at: jobLogs.createdAt })
        .from(jobLogs)
        .where(inTenant(jobLogs, eq(jobLogs.jobId, id)))
        .orderBy(asc(jobLogs.id)),
    ]);
    const { input, result, ...row } = requireRow(rows, "job");
    const job = this.#shown(row);
    const { readable } = job;
    return {
      ...job,
      input: readable ? input : null,
      result: readable ? result : null,
      lines: readable ? lines : [],
    };
  }

  /** Cancels a job: a waiting one does not start, a running one stops at its next step. */
  async cancel(id: string): Promise<{ id: string }> {
    const { activity, why, registry } = this.#ctx;
    const row = await this.#lock(id);
    const reason = why("jobs.cancel", row);
    if (reason) refuse({ path: [], code: "not_allowed", entity: "job", message: reason });
    if (!openStates.includes(row.state)) {
      refuse({ path: [], code: "conflict", entity: "job", message: "This job has already ended." });
    }
    await this.#end(id, `${this.#ctx.user.name} cancelled the job.`);
    const title = registry.jobs.get(row.name)?.title ?? row.name;
    await activity.record({
      action: "jobs.cancel",
      entity: "job",
      entityId: id,
      summary: `cancelled the job “${title}”`,
    });
    return { id };
  }

  /** Retries a failed or cancelled job. Dependent work continues after its success. */
  async retry(id: string): Promise<{ id: string }> {
    const { hub, activity, jobs: queue, why, registry } = this.#ctx;
    const row = await this.#lock(id);
    const reason = why("jobs.retry", row);
    if (reason) refuse({ path: [], code: "not_allowed", entity: "job", message: reason });
    const job = registry.jobs.get(row.name);
    if (!retryableStates.includes(row.state) || !job) {
      const message = job
        ? "Only a failed or cancelled job can be retried."
        : "This job type is no longer supported. Start a new job instead.";
      refuse({ path: [], code: "conflict", entity: "job", message });
    }
    const input = job.input.safeParse(row.input);
    const refusal = input.success ? await job.retryRefusal?.(this.#ctx, input.data) : unreadableInput;
    if (refusal) refuse({ path: [], code: "conflict", entity: "job", message: refusal });
    await queue.retry(row);
    await hub.announce("job", id);
    await activity.record({
      action: "jobs.retry",
      entity: "job",
      entityId: id,
      summary: `retried the job “${job.title}”`,
    });
    return { id };
  }

  async #end(id: string, reason: string): Promise<void> {
    const { hub, jobs: queue, registry, tenant } = this.#ctx;
    const row = await queue.cancel({ tenantId: tenant.id, id });
    if (!row) return;
    const job = registry.jobs.get(row.name);
    if (job) await callOnGiveUp(this.#ctx, job, { id, input: row.input, reason });
    await hub.announce("job", id);
  }

  async #lock(id: string) {
    return requireRow(await this.#ctx.db.select().from(jobs).where(this.#rowWithId(id)).for("no key update"), "job");
  }

  #rowWithId(id: string): SQL {
    return this.#ctx.inTenant(jobs, eq(jobs.id, id));
  }

  /** Adds the title, and removes results that the caller has no permission to read. */
  readonly #shown = <Row extends ShownRow>(row: Row) => {
    const { registry, permissions } = this.#ctx;
    const title = registry.jobs.get(row.name)?.title ?? row.name;
    const readable = mayReadJob(registry, permissions, row.name);
    return readable ? { ...row, title, readable } : { ...row, ...unreadable, title, readable };
  };
}
