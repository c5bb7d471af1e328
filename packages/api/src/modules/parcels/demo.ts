import { alphabetical, newId } from "@waybill/db";
import { items } from "@waybill/db/items";
import { parcelItems, parcelSteps, parcels, parcelTags, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { tags } from "@waybill/db/tags";
import { eq } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";
import { type PastMovement, writeDemoStock } from "../items/index.ts";
import { simulatedName } from "./carriers/simulated.ts";
import { weightOf } from "./dispatch/shipments.ts";

const noDriver = "The carrier responded with 503: No driver is free";

/** The state of demo parcel number `n`, oldest first. Two of them need attention. */
function stateOf(n: number): (typeof parcels.$inferSelect)["state"] {
  if (n === 50) return "in_transit";
  if (n === 51) return "failed";
  if (n < 52) return n % 17 === 8 ? "cancelled" : "delivered";
  return n < 56 ? "packed" : "draft";
}

/**
 * Writes the demo parcels: two weeks of history, which no service can create, with its stock movements.
 *
 * @param random returns a number from 0 to below its argument.
 */
export async function writeDemoParcels(ctx: TenantContext, random: (below: number) => number): Promise<void> {
  const { db, inTenant } = ctx;
  const tenantId = ctx.tenant.id;
  const userId = ctx.user?.id ?? null;
  const [itemRows, placeRows, tagRows] = await Promise.all([
    db.select().from(items).where(inTenant(items)).orderBy(items.sku),
    db.select().from(places).where(inTenant(places)).orderBy(places.code),
    db.select({ id: tags.id }).from(tags).where(inTenant(tags)).orderBy(alphabetical(tags.name)),
  ]);
  const pick = <T>(list: T[]): T => list[random(list.length)] as T; // the demonstration has some of each
  const now = ctx.clock.now().getTime();
  const history: PastMovement[] = [];
  for (let n = 0; n < 60; n += 1) {
    const created = new Date(now - (60 - n) * 5.4 * 3_600_000);
    const state = stateOf(n);
    const after = (hours: number) => new Date(created.getTime() + hours * 3_600_000);
    const delivered = state === "delivered";
    const left = delivered || state === "in_transit" || state === "failed";
    const taken = delivered || state === "in_transit";
    const place = pick(placeRows);
    const reference = `WB-${1001 + n}`;
    const id = newId();
    const carriage = { trackingNumber: `SIM${100_000_000_000 + n * 7_919}`, handedOverAt: after(2.1) };
    await db.insert(parcels).values({
      ...{ tenantId, id, state, createdBy: userId, createdAt: created, updatedAt: after(delivered ? 4.5 : 1) },
      reference,
      recipientId: place.id,
      ...(left ? { dispatchedAt: after(2) } : {}),
      ...(left ? { carrier: simulatedName } : {}),
      ...(taken ? carriage : {}),
      ...(delivered ? { deliveredAt: after(4.5) } : {}),
      ...(state === "failed" ? { failure: noDriver } : {}),
    });
    const chosen = new Set(Array.from({ length: 1 + random(3) }, () => pick(itemRows)));
    const lines = [...chosen].map(({ id: itemId, sku, name, weight, price, currency }) => ({
      ...{ itemId, sku, name, weight, price, currency, quantity: 1 + random(4) },
    }));
    await db
      .insert(parcelItems)
      .values(lines.map(({ itemId, quantity }, position) => ({ tenantId, parcelId: id, itemId, position, quantity })));
    const moved = (kind: PastMovement["kind"], sign: 1 | -1, hours: number) =>
      lines.map(({ itemId, quantity }) => ({
        itemId,
        kind,
        quantity: sign * quantity,
        at: after(hours),
        parcelId: id,
      }));
    if (state !== "draft") history.push(...moved("reserve", 1, 0.5));
    if (state === "cancelled") history.push(...moved("release", -1, 1));
    if (left) history.push(...moved("release", -1, 2), ...moved("dispatch", -1, 2));
    if (left) {
      const { name, line1, line2, postcode, city, country } = place;
      const recipient = { name, line1, line2, postcode, city, country };
      const sender = { name: ctx.tenant.name };
      const shipmentId = newId();
      await db.insert(shipments).values({
        ...{ tenantId, id: shipmentId, parcelId: id, number: 1, reference, recipient, sender, lines },
        ...{ weight: weightOf(lines), carrier: simulatedName, createdAt: after(2), ...(taken ? carriage : {}) },
      });
      await db
        .update(parcels)
        .set({ shipmentId })
        .where(inTenant(parcels, eq(parcels.id, id)));
    }
    if (random(3) === 0) await db.insert(parcelTags).values({ tenantId, parcelId: id, tagId: pick(tagRows).id });
    const step = (kind: (typeof parcelSteps.$inferInsert)["kind"], hours: number, bySystem = false) => ({
      ...{ tenantId, parcelId: id, kind, createdAt: after(hours), userId, bySystem },
      detail: kind === "failed" ? noDriver : null,
    });
    await db
      .insert(parcelSteps)
      .values([
        step("created", 0),
        ...(state === "draft" ? [] : [step("packed", 0.5)]),
        ...(state === "cancelled" ? [step("cancelled", 1)] : []),
        ...(left ? [step("dispatched", 2), step("labelled", 2.01, true)] : []),
        ...(taken ? [step("in_transit", 2.1, true)] : []),
        ...(delivered ? [step("delivered", 4.5, true)] : []),
        ...(state === "failed" ? [step("failed", 2.2, true)] : []),
      ]);
  }
  await writeDemoStock(ctx, history);
}
