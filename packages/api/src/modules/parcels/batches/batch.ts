import { jobs } from "@waybill/db/core";
import { parcelBatchEntries, parcels } from "@waybill/db/parcels";
import { storableText } from "@waybill/validators";
import type { BatchEntryFilter, BatchOutcome, ParcelState, StartBatch } from "@waybill/validators/parcels";
import { and, asc, count, eq, gt, isNull, sql } from "drizzle-orm";
import {
  cursorPageOf,
  InputRefused,
  JobCancelled,
  type JobContext,
  notFound,
  publicMessage,
  refuse,
  type TenantContext,
} from "../../../core/index.ts";
import { inStates, selectedIds } from "../list/selection.ts";

// A batch is a set of parcels that one job processes, each in its own transaction, which also records the outcome. Each
// parcel succeeds or fails alone, and a repeated run continues with the parcels without an outcome.

/** Entries per query. */
const batchSize = 200;

/** The interval of progress messages, in milliseconds. */
const progressIntervalMs = 500;

/** The maximum number of reasons kept per parcel, and their maximum length in characters. */
const maxReasons = 20;
const maxReasonLength = 500;

/**
 * Enters the counted parcels of a selection into the batch of a job, oldest first.
 *
 * @param states the states that can enter.
 * @returns the number of parcels
 * @throws conflict if there are none, or more than were counted
 */
export async function addToBatch(
  ctx: TenantContext,
  jobId: string,
  { selection, until, expected }: StartBatch,
  states: ParcelState[],
): Promise<number> {
  const { ids, more } = await selectedIds(ctx, inStates(selection, states), { most: expected, until });
  if (more) conflict("More parcels match than were counted. Refresh the count.");
  if (ids.length === 0) conflict("These parcels can no longer be processed. Select parcels again.");
  await ctx.db.execute(sql`
    insert into ${parcelBatchEntries} (tenant_id, job_id, position, parcel_id)
    select ${ctx.tenant.id}::uuid, ${jobId}::uuid, row_number() over (order by id), id
    from unnest(${sql.param(ids)}::uuid[]) as chosen (id)`);
  return ids.length;
}

function conflict(message: string): never {
  refuse({ path: [], code: "conflict", entity: "parcel", message });
}

/** The progress of a batch. */
interface BatchCounts {
  total: number;
  done: number;
  refused: number;
}

/** The progress of a batch. @throws NOT_FOUND */
export async function batchCounts({ db, inTenant }: TenantContext, jobId: string): Promise<BatchCounts> {
  const countOf = (outcome: BatchOutcome) =>
    sql<number>`(count(*) filter (where ${parcelBatchEntries.outcome} = ${outcome}))::int`;
  const [row] = await db
    .select({ total: count(), done: countOf("done"), refused: countOf("refused") })
    .from(parcelBatchEntries)
    .where(inTenant(parcelBatchEntries, eq(parcelBatchEntries.jobId, jobId)));
  if (!row?.total) throw notFound("job");
  return row;
}

/** The parcels of a batch in order, with their outcomes. */
export async function batchEntries(
  { db, inTenant }: TenantContext,
  { batchId, outcome, cursor, limit }: BatchEntryFilter,
) {
  const { position, parcelId, reasons } = parcelBatchEntries;
  const rows = await db
    .select({
      ...{ position, id: parcelId, reference: parcels.reference, state: parcels.state, reasons },
      outcome: parcelBatchEntries.outcome,
    })
    .from(parcelBatchEntries)
    .innerJoin(parcels, and(eq(parcels.tenantId, parcelBatchEntries.tenantId), eq(parcels.id, parcelId)))
    .where(
      inTenant(
        parcelBatchEntries,
        eq(parcelBatchEntries.jobId, batchId),
        outcome ? eq(parcelBatchEntries.outcome, outcome) : undefined,
        cursor ? gt(position, cursor) : undefined,
      ),
    )
    .orderBy(asc(position))
    .limit(limit + 1);
  return cursorPageOf(rows, limit, (row) => row.position);
}

/** The progress of a batch in words. */
type Progress = (done: string, total: string, refused: string) => string;

/**
 * Processes the batch of a job: runs `act` for each parcel without an outcome, in a transaction that records the
 * outcome. A refusal is recorded as its reason, and the batch continues.
 *
 * @returns the final counts
 */
export async function processBatch(
  job: JobContext<unknown>,
  progress: Progress,
  act: (ctx: TenantContext, parcelId: string) => Promise<unknown>,
): Promise<Omit<BatchCounts, "total">> {
  const { total, ...outcomes } = await job.transaction((ctx) => batchCounts(ctx, job.id));
  const counts: Record<BatchOutcome, number> = { ...outcomes };
  let reportedAt = 0;
  const report = async () => {
    reportedAt = Date.now();
    const line = progress(numbers.format(counts.done), numbers.format(total), numbers.format(counts.refused));
    await job.progress(counts.done + counts.refused, total, line);
  };
  await report();
  for (let after = 0; ; ) {
    const entries = await job.transaction((ctx) => openEntries(ctx, job.id, after));
    for (const { position, parcelId } of entries) {
      const outcome = await processEntry(job, { position, parcelId }, act);
      if (outcome) counts[outcome] += 1;
      if (Date.now() - reportedAt >= progressIntervalMs) await report();
    }
    after = entries.at(-1)?.position ?? after;
    if (entries.length < batchSize) break;
  }
  await report();
  return counts;
}

const numbers = new Intl.NumberFormat("en");

/** The next entries without an outcome. */
function openEntries({ db, inTenant }: TenantContext, jobId: string, after: number) {
  return db
    .select({ position: parcelBatchEntries.position, parcelId: parcelBatchEntries.parcelId })
    .from(parcelBatchEntries)
    .where(
      inTenant(
        parcelBatchEntries,
        eq(parcelBatchEntries.jobId, jobId),
        isNull(parcelBatchEntries.outcome),
        gt(parcelBatchEntries.position, after),
      ),
    )
    .orderBy(asc(parcelBatchEntries.position))
    .limit(batchSize);
}

/**
 * Runs the action for one parcel and records the outcome.
 *
 * @returns null if it already has an outcome
 * @throws {JobCancelled} if the job was cancelled; nothing is done then
 */
async function processEntry(
  job: JobContext<unknown>,
  { position, parcelId }: { position: number; parcelId: string },
  act: (ctx: TenantContext, parcelId: string) => Promise<unknown>,
): Promise<BatchOutcome | null> {
  try {
    return await job.transaction(async (ctx) => {
      if (!(await lockEntry(ctx, job.id, position))) return null;
      await act(ctx, parcelId);
      return recordOutcome(ctx, job.id, position, "done", []);
    });
  } catch (error) {
    if (error instanceof JobCancelled || job.signal.aborted) throw error;
    // An unexpected error may be temporary: the job is retried and continues with this parcel.
    if (!(error instanceof InputRefused) && !job.lastAttempt) throw error;
    const reasons = reasonsOf(job, error);
    return job.transaction(async (ctx) => {
      if (!(await lockEntry(ctx, job.id, position))) return null;
      // The event announces a success.
      await ctx.hub.announce("parcel", parcelId);
      return recordOutcome(ctx, job.id, position, "refused", reasons);
    });
  }
}

/** The reasons of a refusal as messages. */
function reasonsOf(job: JobContext<unknown>, error: unknown): string[] {
  if (error instanceof InputRefused)
    return error.issues.slice(0, maxReasons).map(({ message }) => truncatedReason(message));
  job.log.error({ err: error }, "a parcel of a batch failed unexpectedly");
  return [truncatedReason(publicMessage(error, job.requestId))];
}

const truncatedReason = (reason: string) => storableText(reason, maxReasonLength);

/**
 * Locks an entry against other runs of the batch.
 *
 * @returns whether it has no outcome yet.
 * @throws {JobCancelled} if the job is no longer running
 */
async function lockEntry({ db, inTenant }: TenantContext, jobId: string, position: number): Promise<boolean> {
  const rows = await db
    .select({ outcome: parcelBatchEntries.outcome, state: jobs.state })
    .from(parcelBatchEntries)
    .innerJoin(jobs, and(eq(jobs.tenantId, parcelBatchEntries.tenantId), eq(jobs.id, parcelBatchEntries.jobId)))
    .where(inTenant(parcelBatchEntries, eq(parcelBatchEntries.jobId, jobId), eq(parcelBatchEntries.position, position)))
    .for("no key update", { of: parcelBatchEntries });
  const [entry] = rows;
  if (!entry) return false;
  if (entry.state !== "running") throw new JobCancelled("The job was cancelled.");
  return entry.outcome === null;
}

async function recordOutcome(
  { db, inTenant }: TenantContext,
  jobId: string,
  position: number,
  outcome: BatchOutcome,
  reasons: string[],
): Promise<BatchOutcome> {
  await db
    .update(parcelBatchEntries)
    .set({ outcome, reasons })
    .where(
      inTenant(parcelBatchEntries, eq(parcelBatchEntries.jobId, jobId), eq(parcelBatchEntries.position, position)),
    );
  return outcome;
}
