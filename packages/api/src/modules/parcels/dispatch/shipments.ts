import { newId } from "@waybill/db";
import { type FrozenAddress, type FrozenLine, parcels, shipments } from "@waybill/db/parcels";
import { storableText } from "@waybill/validators";
import type { ParcelState } from "@waybill/validators/parcels";
import { and, eq, isNull, ne, type SQL, sql } from "drizzle-orm";
import { databaseTime, requireRow, type TenantContext } from "../../../core/index.ts";
import { carrierName } from "../carriers/index.ts";

// A shipment is a parcel as dispatched. It is written once; label, carrier, tracking and the parcel's page read only
// it.

/** The contents of a new shipment. */
interface ShipmentContents {
  parcelId: string;
  reference: string;
  recipient: FrozenAddress;
  lines: FrozenLine[];
}

/** Grams. Exact: the heaviest parcel is far below the limit of a number. */
export const weightOf = (lines: readonly Pick<FrozenLine, "weight" | "quantity">[]): number =>
  lines.reduce((sum, { weight, quantity }) => sum + weight * quantity, 0);

/** The idempotency key of a shipment. The first shipment of a parcel keeps the key from before there were several. */
export const idempotencyKeyOf = (parcelId: string, number: number): string =>
  number === 1 ? `parcel-${parcelId}` : `parcel-${parcelId}-${number}`;

/**
 * Writes the shipment of a parcel. @param number counts the shipments of the parcel, from 1. @returns the shipment id
 */
export async function createShipment(ctx: TenantContext, contents: ShipmentContents, number: number): Promise<string> {
  const id = newId();
  const { parcelId, reference, recipient, lines } = contents;
  const { name } = ctx.tenant;
  const row = { id, parcelId, number, reference, recipient, sender: { name }, lines, weight: weightOf(lines) };
  await ctx.db.insert(shipments).values({ tenantId: ctx.tenant.id, ...row, carrier: carrierName(ctx.settings) });
  return id;
}

/** The subject of a job: a parcel and its shipment; none for jobs from before shipments. */
export interface ShipmentJob {
  parcelId: string;
  shipmentId?: string | undefined;
}

export const shipmentJoin: SQL = sql`${shipments.tenantId} = ${parcels.tenantId} and ${shipments.id} = ${parcels.shipmentId}`;

/** A dispatched parcel with its shipment and progress. `current`: whether the job is about the latest shipment. */
export async function shipmentOf({ db, inTenant }: TenantContext, { parcelId, shipmentId }: ShipmentJob) {
  const rows = await db
    .select({
      state: parcels.state,
      labelFileId: parcels.labelFileId,
      trackingNumber: parcels.trackingNumber,
      secondsUnderWay: sql<number | null>`extract(epoch from now() - ${parcels.handedOverAt})::float8`,
      failure: parcels.failure,
      shipmentId: shipments.id,
      number: shipments.number,
      reference: shipments.reference,
      recipient: shipments.recipient,
      sender: shipments.sender,
      weight: shipments.weight,
    })
    .from(parcels)
    .innerJoin(shipments, shipmentJoin)
    .where(inTenant(parcels, eq(parcels.id, parcelId)));
  const shipment = requireRow(rows, "parcel");
  return { ...shipment, current: shipmentId === undefined || shipmentId === shipment.shipmentId };
}

/** The condition for a step of a shipment: a state, with this shipment as the latest. */
export const inState = (state: ParcelState, shipmentId: string): SQL | undefined =>
  and(eq(parcels.state, state), eq(parcels.shipmentId, shipmentId));

/** Records the hand-over of a shipment. */
export async function recordHandedOver({ db, inTenant }: TenantContext, id: string, trackingNumber: string) {
  await db
    .update(shipments)
    .set({ trackingNumber, handedOverAt: databaseTime })
    .where(inTenant(shipments, eq(shipments.id, id)));
}

/** Records the void of a shipment. */
export async function closeShipment({ db, inTenant }: TenantContext, id: string): Promise<void> {
  const open = inTenant(shipments, eq(shipments.id, id), isNull(shipments.closedAt));
  await db.update(shipments).set({ closedAt: databaseTime }).where(open);
}

/** The shipments of a parcel that the carrier may still carry. @param except the one to be carried. */
export function openShipments({ db, inTenant }: TenantContext, parcelId: string, except: string | null) {
  const other = except ? ne(shipments.id, except) : undefined;
  return db
    .select({ id: shipments.id, number: shipments.number, trackingNumber: shipments.trackingNumber })
    .from(shipments)
    .where(inTenant(shipments, eq(shipments.parcelId, parcelId), isNull(shipments.closedAt), other))
    .orderBy(shipments.number);
}

/** The number of shipments of a parcel. */
export async function shipmentCount({ db, inTenant }: TenantContext, parcelId: string): Promise<number> {
  const [row] = await db
    .select({ number: sql<number | null>`max(${shipments.number})` })
    .from(shipments)
    .where(inTenant(shipments, eq(shipments.parcelId, parcelId)));
  return row?.number ?? 0;
}

/** The maximum lengths of carrier texts, in characters. */
const maxLengths = { trackingNumber: 100, remark: 500 };

/** A storable tracking number. */
export const storableTrackingNumber = (trackingNumber: string) =>
  storableText(trackingNumber, maxLengths.trackingNumber);

/** Storable carrier text. */
export const storableRemark = (remark: string) => storableText(remark, maxLengths.remark);
