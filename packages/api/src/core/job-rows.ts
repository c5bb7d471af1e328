import type { Db } from "@waybill/db";
import { jobs } from "@waybill/db/core";
import type { JobState } from "@waybill/validators";
import { and, eq, inArray, lt, lte, notInArray } from "drizzle-orm";
import type { TenantContext } from "./context.ts";
import type { ManyJobs, QueuedRow } from "./queue.ts";
import { oldestIds, type Retention } from "./retention.ts";
import { databaseTime, oneOf } from "./sql.ts";

// What a tenant sees of its jobs, where somebody runs them again or cancels them.

/** The states of a job that may still run. */
export const openStates: readonly JobState[] = ["queued", "running", "retrying"];

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
