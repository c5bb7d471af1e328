import { parcels } from "@waybill/db/parcels";
import { retryParcels } from "@waybill/validators/parcels";
import { asc, eq } from "drizzle-orm";
import { defineJob, InputRefused, type JobContext, oneOf, type TenantContext } from "../../../core/index.ts";
import { retry } from "../dispatch/retry.ts";

/** The maximum number of reported reasons. */
const maxReported = 100;

/**
 * Retries parcels, each in its own transaction. Idempotent: parcels that are on their way again are skipped and
 * reported.
 */
export const retryMany = defineJob({
  name: "parcels.retryMany",
  title: "Retry failed parcels",
  readBy: "parcels.read",
  needs: "parcels.retry",
  input: retryParcels,
  timeoutSeconds: 3600,
  onGiveUp: { noDependents: "Unprocessed parcels are still shown as failed." },
  async run(job) {
    const chosen = await job.transaction((ctx) => chosenParcels(ctx, job.input.ids));
    const refused: { reference: string; reason: string }[] = [];
    for (const [index, { id, reference }] of chosen.entries()) {
      const reason = await retryOne(job, id);
      if (reason) {
        refused.push({ reference, reason });
        if (refused.length <= maxReported) await job.addLogLine(`${reference}: ${reason}`);
      }
      await job.progress(index + 1, chosen.length, `${index + 1 - refused.length} of ${chosen.length} retried`);
    }
    return { retried: chosen.length - refused.length, refused: refused.slice(0, maxReported) };
  },
});

/** Queues the retry of the given parcels, or of all failed ones. */
export async function startRetrying(
  ctx: TenantContext,
  input: { ids?: string[] | undefined },
): Promise<{ jobId: string }> {
  const jobId = await ctx.jobs.enqueue(retryMany, input);
  const entry = { action: retryMany.name, entity: "job", entityId: jobId } as const;
  await ctx.activity.record({ ...entry, summary: "started retrying parcels" });
  return { jobId };
}

/** The given parcels, or all failed ones, oldest first. */
function chosenParcels({ db, inTenant }: TenantContext, ids: string[] | undefined) {
  return db
    .select({ id: parcels.id, reference: parcels.reference })
    .from(parcels)
    .where(inTenant(parcels, ids ? oneOf(parcels.id, ids) : eq(parcels.state, "failed")))
    .orderBy(asc(parcels.id));
}

/** @returns the reason why it cannot be retried; null if it was. */
async function retryOne(job: JobContext<unknown>, id: string): Promise<string | null> {
  try {
    await job.transaction((ctx) => retry(ctx, id));
    return null;
  } catch (error) {
    if (error instanceof InputRefused) return error.message;
    throw error;
  }
}
