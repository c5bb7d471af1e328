import { items } from "@waybill/db/items";
import { parcelItems, parcels } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { and, asc, eq } from "drizzle-orm";
import { databaseTime, InputRefused, requireRow, type TenantContext } from "../../../core/index.ts";
import { StockService } from "../../items/index.ts";
import { carrierName } from "../carriers/index.ts";
import { parcelDispatched } from "../events.ts";
import { ParcelService } from "../service.ts";
import { addStep } from "../timeline.ts";
import { addressColumns, type DispatchableParcel, lineColumns, obstaclesOf, stateOfItem } from "./obstacles.ts";
import { createShipment } from "./shipments.ts";
import { transition } from "./transition.ts";

type LockedLine = Awaited<ReturnType<typeof linesOf>>[number];

/**
 * Dispatches a parcel: checks its state, address and items, takes the reserved quantities out of stock, and publishes
 * `parcel.dispatched`; the worker does the rest. All problems are reported at once, and then nothing is written.
 *
 * @param options.packs whether a draft is packed first.
 * @throws {InputRefused} with every obstacle.
 */
export async function dispatch(ctx: TenantContext, id: string, { packs = false } = {}): Promise<{ id: string }> {
  const parcel = await lock(ctx, id);
  const obstacles = await obstaclesOf(ctx, parcel, { packs });
  if (obstacles.length > 0) throw new InputRefused(obstacles.map(({ issue }) => issue));

  const { reference, address, lines } = parcel;
  if (parcel.state === "draft") await new ParcelService(ctx).setPacked(id, true);
  await new StockService(ctx).dispatch(id, lines);
  const contents = { parcelId: id, reference, recipient: address, lines: lines.map(frozenLine) };
  const shipmentId = await createShipment(ctx, contents, 1);
  const carrier = carrierName(ctx.settings);
  const next = { state: "dispatched", dispatchedAt: databaseTime, shipmentId, carrier } as const;
  await transition(ctx, id, next, eq(parcels.state, "packed"));
  const change = { before: { state: "packed" }, after: { state: "dispatched" } };
  await addStep(ctx, id, "dispatched", null, { definition: parcelDispatched, reference, change });
  return { id };
}

/** Locks the parcel, then its items in the order of their ids, so that two dispatches that share items cannot deadlock. */
async function lock(ctx: TenantContext, id: string): Promise<DispatchableParcel & { lines: LockedLine[] }> {
  const { db, inTenant } = ctx;
  const parcel = requireRow(
    await db
      .select({
        ...{ id: parcels.id, state: parcels.state, reference: parcels.reference },
        recipientId: parcels.recipientId,
      })
      .from(parcels)
      .where(inTenant(parcels, eq(parcels.id, id)))
      .for("no key update"),
    "parcel",
  );
  const [addresses, locked] = await Promise.all([
    db
      .select(addressColumns)
      .from(places)
      .where(inTenant(places, eq(places.id, parcel.recipientId))),
    linesOf(ctx, id),
  ]);
  const lines = locked.sort((a, b) => a.position - b.position);
  return { ...parcel, address: requireRow(addresses, "place"), lines };
}

/**
 * The lines of a parcel with their items locked. Not the keys of the items: transactions that insert a line hold those
 * through the foreign key.
 */
const linesOf = ({ db, inTenant }: TenantContext, parcelId: string) =>
  db
    .select({ ...lineColumns, ...stateOfItem, position: parcelItems.position })
    .from(parcelItems)
    .innerJoin(items, and(eq(items.tenantId, parcelItems.tenantId), eq(items.id, parcelItems.itemId)))
    .where(inTenant(parcelItems, eq(parcelItems.parcelId, parcelId)))
    .orderBy(asc(items.id))
    .for("no key update", { of: items });

const frozenLine = ({ itemId, sku, name, weight, price, currency, quantity }: LockedLine) => ({
  ...{ itemId, sku, name, weight, price, currency, quantity },
});
