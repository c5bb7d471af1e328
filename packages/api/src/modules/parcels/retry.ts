import { items } from "@waybill/db/items";
import { parcelItems, parcels } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { retryParcels } from "@waybill/validators/parcels";
import { and, asc, eq } from "drizzle-orm";
import {
  databaseTime,
  defineJob,
  found,
  InputRefused,
  type JobContext,
  oneOf,
  refuse,
  type TenantContext,
} from "../../core/index.ts";
import { attentionOf } from "./attention.ts";
import { carrierName } from "./carriers/index.ts";
import { addressColumns, lineColumns, obstaclesOfContents } from "./departure.ts";
import { parcelRetried } from "./events.ts";
import { track, voidShipments } from "./jobs.ts";
import { ParcelService } from "./service.ts";
import { freeze, shipmentCount } from "./shipments.ts";

/** A parcel that nobody else changes meanwhile. */
type Locked = Pick<typeof parcels.$inferSelect, "state" | "reference" | "recipientId" | "shipmentId">;

/**
 * Sends a parcel once more that failed, or that does not move: a new shipment of what is true now, with a key of its own,
 * which the carrier is asked to carry once it has voided the earlier ones. Its stock was taken at the dispatch. One that
 * the carrier has is not sent again: the carrier is asked where it is.
 */
export class RetryParcel {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** @throws {InputRefused} with everything that stands in the way. */
  async run(id: string): Promise<{ id: string }> {
    const parcel = await this.#lock(id);
    const reason = this.#ctx.why("parcels.retry", parcel);
    if (reason) refuse({ path: [], code: "conflict", entity: "parcel", message: reason });
    await (parcel.state === "in_transit" ? this.#lookAgain(id, parcel) : this.#sendAgain(id, parcel));
    return { id };
  }

  async #lookAgain(parcelId: string, { shipmentId }: Locked): Promise<void> {
    await new ParcelService(this.#ctx).note(parcelId, "retried");
    await this.#ctx.jobs.enqueue(track, { parcelId, ...(shipmentId ? { shipmentId } : {}), poll: 1 });
  }

  async #sendAgain(parcelId: string, { state, reference, recipientId }: Locked): Promise<void> {
    const ctx = this.#ctx;
    const { db, own } = ctx;
    const [addresses, lines, count] = await Promise.all([
      db
        .select(addressColumns)
        .from(places)
        .where(own(places, eq(places.id, recipientId))),
      db
        .select(lineColumns)
        .from(parcelItems)
        .innerJoin(items, and(eq(items.tenantId, parcelItems.tenantId), eq(items.id, parcelItems.itemId)))
        .where(own(parcelItems, eq(parcelItems.parcelId, parcelId)))
        .orderBy(asc(parcelItems.position)),
      shipmentCount(ctx, parcelId),
    ]);
    const recipient = found(addresses, "place");
    const obstacles = await obstaclesOfContents(ctx, {
      id: parcelId,
      reference,
      recipientId,
      address: recipient,
      lines,
    });
    if (obstacles.length > 0) throw new InputRefused(obstacles.map(({ issue }) => issue));

    const shipmentId = await freeze(ctx, { parcelId, reference, recipient, lines }, count + 1);
    const service = new ParcelService(ctx);
    const carrier = carrierName(ctx.settings);
    const nothingYet = { labelFileId: null, carrier, trackingNumber: null, handedOverAt: null, failure: null };
    await service.move(
      parcelId,
      { state: "dispatched", shipmentId, dispatchedAt: databaseTime, ...nothingYet },
      eq(parcels.state, state),
    );
    const change = { before: { state }, after: { state: "dispatched" } };
    await service.note(parcelId, "retried", null, { definition: parcelRetried, reference, change });
    await ctx.jobs.enqueue(voidShipments, { parcelId, shipmentId });
  }

  async #lock(id: string) {
    const { db, own } = this.#ctx;
    const { state, reference, recipientId, shipmentId } = parcels;
    const rows = await db
      .select({ state, reference, recipientId, shipmentId, attention: attentionOf })
      .from(parcels)
      .innerJoin(places, and(eq(places.tenantId, parcels.tenantId), eq(places.id, parcels.recipientId)))
      .where(own(parcels, eq(parcels.id, id)))
      .for("no key update", { of: parcels });
    return found(rows, "parcel");
  }
}

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
    await job.transaction((ctx) => new RetryParcel(ctx).run(id));
    return null;
  } catch (error) {
    if (error instanceof InputRefused) return error.message;
    throw error;
  }
}
