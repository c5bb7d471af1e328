import type { Db } from "@waybill/db";
import { jobs } from "@waybill/db/core";
import type { JobState } from "@waybill/validators";
import { and, eq, inArray, lt, lte, notInArray, sql } from "drizzle-orm";
import type { TenantContext } from "./context.ts";
import type { ManyJobs, Queued, QueuedRow, QueueWork } from "./queue.ts";
import { oldestIds, type Retention } from "./retention.ts";
import { databaseTime, insertTogether, newRows, oneOf } from "./sql.ts";

// What a tenant sees of its jobs, where somebody runs them again or cancels them.

/** The states of a job that may still run. */
export const openStates: readonly JobState[] = ["queued", "running", "retrying"];

/**
 * Notes jobs where their tenant sees them.
 *
 * @returns the id of the job that waits or runs with the same unique key, where there is one: then nothing is noted.
 */
export async function recordJobs(
  { db, run, distributed }: Pick<QueueWork, "db" | "run" | "distributed">,
  batch: readonly Queued[],
): Promise<string | null> {
  // A unit of work queues for its own tenant, or for none.
  const tenantId = batch.at(0)?.envelope.tenantId;
  if (!tenantId) return null;
  const rows = batch.map(({ id, job, options, envelope: { userId, requestId, origin, input } }) => ({
    ...{ id, name: job.name, userId, requestId, origin, input },
    uniqueKey: options.uniqueKey ?? null,
    eventId: options.eventId ?? null,
  }));
  const [first] = rows;
  if (!first) return null;
  if (!first.uniqueKey) {
    await insertTogether({ db, run, distributed, tenant: { id: tenantId } }, newRows(jobs, rows));
    return null;
  }
  const values = { tenantId, ...first };
  const noted = await db.insert(jobs).values(values).onConflictDoNothing().returning({ id: jobs.id });
  if (noted.length > 0) return null;
  const [other] = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.tenantId, tenantId),
        eq(jobs.name, first.name),
        eq(jobs.uniqueKey, first.uniqueKey),
        inArray(jobs.state, [...openStates]),
      ),
    );
  return other?.id ?? first.id;
}

/**
 * A job of a tenant, while it is in one of these states. By its key alone, which `is true` makes sure of: a plan made while
 * there were few would go through every job of the tenant.
 */
export const jobInState = (tenantId: string, id: string, states: JobState[]) =>
  and(eq(jobs.tenantId, tenantId), eq(jobs.id, id), sql`(${inArray(jobs.state, states)}) is true`);

/** Has the rows of jobs say that they wait once more. */
export async function noteAgain(db: Db, { tenantId, name, ids }: ManyJobs): Promise<void> {
  if (!tenantId || ids.length === 0) return;
  await db
    .update(jobs)
    .set({ state: "queued", error: null, finishedAt: null })
    .where(and(eq(jobs.tenantId, tenantId), eq(jobs.name, name), oneOf(jobs.id, ids)));
}

/** Has the rows of jobs say that they were cancelled. */
export async function noteCancelled(db: Db, { tenantId, name, ids }: ManyJobs): Promise<void> {
  if (!tenantId || ids.length === 0) return;
  await db
    .update(jobs)
    .set({ state: "cancelled", finishedAt: databaseTime })
    .where(and(eq(jobs.tenantId, tenantId), eq(jobs.name, name), oneOf(jobs.id, ids)));
}

/** The same for one job that has not ended. @returns its row; null where it had ended */
export async function noteOneCancelled(db: Db, { tenantId, id }: Pick<QueuedRow, "tenantId" | "id">) {
  const [row] = await db
    .update(jobs)
    .set({ state: "cancelled", finishedAt: databaseTime })
    .where(and(eq(jobs.tenantId, tenantId), eq(jobs.id, id), inArray(jobs.state, [...openStates])))
    .returning();
  return row ?? null;
}

/** Ended jobs, with what they have said, and the lists that they worked through. */
export const endedJobs: Retention<TenantContext> = {
  name: "jobs",
  title: "Ended jobs and their logs",
  setting: "JOBS_KEEP_DAYS",
  fewestDays: 1,
  async remove({ db, own }, { before, lastId }, most) {
    const ended = own(jobs, lte(jobs.id, lastId), notInArray(jobs.state, [...openStates]), lt(jobs.finishedAt, before));
    const old = oldestIds(db, jobs.id, ended, most);
    const removed = await db
      .delete(jobs)
      .where(own(jobs, inArray(jobs.id, old)))
      .returning({ id: jobs.id });
    return removed.length;
  },
};
