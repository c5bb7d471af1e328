import { type Db, preparedSql } from "@waybill/db";
import { jobs } from "@waybill/db/core";
import type { JobState } from "@waybill/validators";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { TenantContext } from "../context.ts";
import type { Retention } from "../data/retention.ts";
import { databaseTime, insertTogether, newRows, oneOf } from "../data/sql.ts";
import type { JobsOfType, Queued, QueuedRow, QueueWork } from "./queue.ts";

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

const given = sql.placeholder;

/**
 * A tenant's jobs in one of some states. `is true` forces the use of the primary key: a plan made while there were few jobs
 * would scan the tenant.
 */
const jobsInState = (states: SQL) => sql`
  ${jobs.tenantId} = ${given("tenantId")} and ${jobs.id} = any(${given("ids")}::uuid[]) and (${jobs.state} in (${states})) is true`;

const startJobs = preparedSql<{ id: string }>(
  () => sql`
    update ${jobs} set state = 'running', started_at = now(), error = null,
      attempts = (${given("attempts")}::jsonb ->> ${jobs.id}::text)::int
    where ${jobsInState(sql`'queued', 'running', 'retrying'`)} returning id`,
);
const finishJobs = preparedSql(
  () => sql`
    update ${jobs} set state = 'done', finished_at = statement_timestamp(),
      result = nullif(${given("results")}::jsonb -> ${jobs.id}::text, 'null'::jsonb)
    where ${jobsInState(sql`'running'`)}`,
);

/** Records that attempts have started. @param attempts by job @returns the jobs that were not cancelled */
export async function markStarted(
  { run }: Pick<QueueWork, "run">,
  tenantId: string,
  attempts: Readonly<Record<string, number>>,
): Promise<Set<string>> {
  const values = { tenantId, ids: Object.keys(attempts), attempts: JSON.stringify(attempts) };
  return new Set((await run(startJobs, values)).map(({ id }) => id));
}

/** Records that running jobs are done. @param results by job, as JSON */
export async function markDone(
  { run }: Pick<QueueWork, "run">,
  tenantId: string,
  results: ReadonlyMap<string, string>,
): Promise<void> {
  const entries = [...results].map(([id, result]) => `${JSON.stringify(id)}:${result}`);
  await run(finishJobs, { tenantId, ids: [...results.keys()], results: `{${entries.join()}}` });
}

/** Sets the rows of jobs to waiting. */
export async function markQueued(db: Db, { tenantId, name, ids }: JobsOfType): Promise<void> {
  if (!tenantId || ids.length === 0) return;
  await db
    .update(jobs)
    .set({ state: "queued", error: null, finishedAt: null })
    .where(and(eq(jobs.tenantId, tenantId), eq(jobs.name, name), oneOf(jobs.id, ids)));
}

/** Sets the rows of jobs to cancelled. */
export async function markCancelled(db: Db, { tenantId, name, ids }: JobsOfType): Promise<void> {
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
  minDays: 1,
  async remove({ db }, { before, lastId }, most) {
    const rows = await db.execute(sql`select remove_ended_jobs(${before}, ${lastId}, ${most}) as removed`);
    return z.array(z.object({ removed: z.int() })).parse([...rows])[0]?.removed ?? 0;
  },
};
