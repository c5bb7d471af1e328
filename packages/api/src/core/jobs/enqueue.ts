import { newId } from "@waybill/db";
import { z } from "zod";
import { type App, actingApiKeyId, type Jobs } from "../context.ts";
import { currentTraceparent } from "../monitoring/telemetry.ts";
import type { WorkCaller } from "../work/unit-of-work.ts";
import { cancelRow, markCancelled, markQueued, recordJobs } from "./job-rows.ts";
import type { EnqueueOptions, JobDefinition, JobEnvelope } from "./jobs.ts";
import type { Queued, QueuedRow, QueueWork } from "./queue.ts";

/** The envelope of a job that this unit of work queues. */
function envelopeOf(
  { user, requestId, actor }: Pick<WorkCaller, "user" | "requestId" | "actor">,
  tenantId: string | null,
  input: unknown,
): JobEnvelope {
  const origin = { ip: actor.ip, traceparent: currentTraceparent(), apiKeyId: actingApiKeyId(actor) };
  return { tenantId, userId: user?.id ?? null, requestId, origin, input };
}

/** The part of a job's stored origin that names the API key. */
const storedOrigin = z.object({ apiKeyId: z.guid().nullish() });

/**
 * Queues, retries and cancels jobs in an open unit of work: the job's row, which the tenant sees, and the job in the queue
 * change in one transaction.
 */
export function jobsOf(
  app: App,
  work: QueueWork,
  caller: Pick<WorkCaller, "user" | "requestId" | "actor">,
  tenantId: string | null,
): Jobs {
  const queuedOf = (job: JobDefinition, input: unknown, options: EnqueueOptions): Queued => {
    if (tenantId && job.readBy === null) throw new Error(`${job.name} is a job of the installation, not of a tenant.`);
    const envelope = envelopeOf(caller, tenantId, job.input.parse(input));
    return { id: newId(), job, envelope, options };
  };
  const addAll = async (batch: Queued[]) => {
    await Promise.all([recordJobs(work, batch), app.queue.add(work, batch)]);
  };
  /** Rebuilds a queued job from its row. */
  const queuedFromRow = (row: QueuedRow): Queued => {
    const job = app.registry.jobs.get(row.name);
    if (!job) throw new Error(`The job type ${row.name} no longer exists.`);
    const { tenantId: ofTenant, userId, requestId, input } = row;
    const { apiKeyId = null } = storedOrigin.safeParse(row.origin).data ?? {};
    const origin = { ip: null, traceparent: null, apiKeyId };
    const envelope = { tenantId: ofTenant, userId, requestId, origin, input };
    return { id: row.id, job, envelope, options: {} };
  };
  return {
    async enqueue(job, input, options = {}) {
      const queued = queuedOf(job, input, options);
      if (!options.uniqueKey) {
        await addAll([queued]);
        return queued.id;
      }
      if (!tenantId) throw new Error("A unique key is unique in a tenant.");
      const other = await recordJobs(work, [queued]);
      if (!other) await app.queue.add(work, [queued]);
      return other ?? queued.id;
    },
    async enqueueEach(each, options = {}) {
      const batch = each.map(({ job, input }) => queuedOf(job, input, options));
      await addAll(batch);
      return batch.map(({ id }) => id);
    },
    async retry(row) {
      await markQueued(work.db, { name: row.name, ids: [row.id], tenantId: row.tenantId });
      await app.queue.retry(work, queuedFromRow(row));
    },
    async cancel(which) {
      const row = await cancelRow(work.db, which);
      if (row) await app.queue.cancel(work, row.name, row.id);
      return row;
    },
    async retryFailed(name, ids) {
      const found = await app.queue.retryFailed(work, { name, ids, tenantId });
      await markQueued(work.db, { name, ids: found, tenantId });
      return found;
    },
    async cancelUnfinished(name, ids) {
      const found = await app.queue.cancelUnfinished(work, { name, ids, tenantId });
      await markCancelled(work.db, { name, ids: found, tenantId });
      return found;
    },
  };
}
