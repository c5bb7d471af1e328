import { parcels } from "@waybill/db/parcels";
import { retryParcels } from "@waybill/validators/parcels";
import { asc, eq } from "drizzle-orm";
import { defineJob, InputRefused, type JobContext, oneOf, type TenantContext } from "../../core/index.ts";
import { retry } from "./retry.ts";

/** The most reasons that the job tells. */
const mostTold = 100;

/**
 * Tries parcels again, each in a transaction of its own, so that each succeeds or fails alone. Run twice, it finds those
 * that are on their way, lets them be, and says so.
 */
export const retryMany = defineJob({
  name: "parcels.retryMany",
  title: "Send failed parcels again",
  readBy: "parcels.read",
  needs: "parcels.retry",
  input: retryParcels,
  timeoutSeconds: 3600,
  onGiveUp: { nothingWaits: "Unprocessed parcels are still shown as failed." },
  async handler(job) {
    const chosen = await job.transaction((ctx) => chosenParcels(ctx, job.input.ids));
    const refused: { reference: string; reason: string }[] = [];
    for (const [index, { id, reference }] of chosen.entries()) {
      const reason = await retryOne(job, id);
      if (reason) {
        refused.push({ reference, reason });
        if (refused.length <= mostTold) await job.say(`${reference}: ${reason}`);
      }
      await job.progress(index + 1, chosen.length, `${index + 1 - refused.length} of ${chosen.length} sent again`);
    }
    return { sent: chosen.length - refused.length, refused: refused.slice(0, mostTold) };
  },
});

/** The parcels that are named, or all that failed, the oldest first. */
function chosenParcels({ db, own }: TenantContext, ids: string[] | undefined) {
  return db
    .select({ id: parcels.id, reference: parcels.reference })
    .from(parcels)
    .where(own(parcels, ids ? oneOf(parcels.id, ids) : eq(parcels.state, "failed")))
    .orderBy(asc(parcels.id));
}

/** @returns why it cannot be tried again, in words; null where it is. */
async function retryOne(job: JobContext<unknown>, id: string): Promise<string | null> {
  try {
    await job.transaction((ctx) => retry(ctx, id));
    return null;
  } catch (error) {
    if (error instanceof InputRefused) return error.message;
    throw error;
  }
}
