import type { Db } from "@waybill/db";
import { jobs } from "@waybill/db/core";
import type { JobState } from "@waybill/validators";
import { and, eq, inArray, lt, lte, notInArray, sql } from "drizzle-orm";
import type { TenantContext } from "./context.ts";
import type { JobsOfKind, Queued, QueuedRow, QueueWork } from "./queue.ts";
import { oldestIds, type Retention } from "./retention.ts";
import { databaseTime, insertTogether, newRows, oneOf } from "./sql.ts";

// The rows of jobs, which tenants see.

/** The states of a job that may still run. */
export const openStates: readonly JobState[] = ["queued", "running", "retrying"];

/**
 * Inserts the rows of jobs.
 *
 * @returns the id of a waiting or running job with the same unique key, if there is one: then nothing is inserted.
 */
export async function recordJobs(
  { db, run, distributed }: Pick<QueueWork, "db" | "run" | "distributed">,
  batch: readonly Queued[],
): Promise<string | null> {
  // All jobs of a batch belong to the unit of work's tenant, or to none.
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
  const inserted = await db.insert(jobs).values(values).onConflictDoNothing().returning({ id: jobs.id });
  if (inserted.length > 0) return null;
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
 * A tenant's job in one of these states. `is true` forces the use of the primary key: a plan made while there were few jobs
 * would scan the tenant.
 */
export const jobInState = (tenantId: string, id: string, states: JobState[]) =>
  and(eq(jobs.tenantId, tenantId), eq(jobs.id, id), sql`(${inArray(jobs.state, states)}) is true`);

/** Sets the rows of jobs to waiting. */
export async function markQueued(db: Db, { tenantId, name, ids }: JobsOfKind): Promise<void> {
  if (!tenantId || ids.length === 0) return;
  await db
    .update(jobs)
    .set({ state: "queued", error: null, finishedAt: null })
    .where(and(eq(jobs.tenantId, tenantId), eq(jobs.name, name), oneOf(jobs.id, ids)));
}

/** Sets the rows of jobs to cancelled. */
export async function markCancelled(db: Db, { tenantId, name, ids }: JobsOfKind): Promise<void> {
  if (!tenantId || ids.length === 0) return;
  await db
    .update(jobs)
    .set({ state: "cancelled", finishedAt: databaseTime })
    .where(and(eq(jobs.tenantId, tenantId), eq(jobs.name, name), oneOf(jobs.id, ids)));
}

/** The same for one job that has not ended. @returns its row; null if it had ended */
export async function cancelRow(db: Db, { tenantId, id }: Pick<QueuedRow, "tenantId" | "id">) {
  const [row] = await db
    .update(jobs)
    .set({ state: "cancelled", finishedAt: databaseTime })
    .where(and(eq(jobs.tenantId, tenantId), eq(jobs.id, id), inArray(jobs.state, [...openStates])))
    .returning();
  return row ?? null;
}

/** Ended jobs with their logs and work lists. */
export const endedJobs: Retention<TenantContext> = {
  name: "jobs",
  title: "Ended jobs and their logs",
  setting: "JOBS_KEEP_DAYS",
  fewestDays: 1,
  async remove({ db, inTenant }, { before, lastId }, most) {
    const ended = inTenant(
      jobs,
      lte(jobs.id, lastId),
      notInArray(jobs.state, [...openStates]),
      lt(jobs.finishedAt, before),
    );
    const old = oldestIds(db, jobs.id, ended, most);
    const removed = await db
      .delete(jobs)
      .where(inTenant(jobs, inArray(jobs.id, old)))
      .returning({ id: jobs.id });
    return removed.length;
  },
};
