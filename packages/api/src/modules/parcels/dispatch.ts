import { type FrozenAddress, items, parcelItems, parcels, places } from "@waybill/db";
import { type FieldIssue, heaviestParcel, needsPostcode } from "@waybill/validators";
import { and, asc, eq, sql } from "drizzle-orm";
import { found, InputRefused, type TenantContext } from "../../core/index.ts";
import { unprintable } from "../../platform/print/index.ts";
import { StockService } from "../items/index.ts";
import { parcelDispatched } from "./events.ts";
import { ParcelService } from "./service.ts";
import { freeze, weightOf } from "./shipments.ts";

/** A line of a parcel that is about to leave, and what there is of its item. */
interface Line {
  itemId: string;
  sku: string;
  name: string;
  weight: number;
  price: number;
  currency: string;
  quantity: number;
  archived: boolean;
}

/**
 * Sends a parcel off: checks its state, its address and its items, takes what it has reserved out of stock, and publishes
 * `parcel.dispatched`. The worker does the rest. All that is wrong is said at once, and then nothing is taken.
 */
export class DispatchParcel {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** @throws {InputRefused} with everything that stands in the way. */
  async run(id: string): Promise<{ id: string }> {
    const { parcel, address, lines } = await this.#lock(id);
    const reason = this.#ctx.why("parcels.dispatch", parcel);
    const issues: FieldIssue[] = [
      ...(reason ? [{ path: [], code: "conflict", entity: "parcel", message: reason } as const] : []),
      ...departureIssues(address, lines, this.#ctx.tenant.name),
      ...(reason ? [] : lines.flatMap(lineIssues)),
    ];
    if (issues.length > 0) throw new InputRefused(issues);

    await new StockService(this.#ctx).take(id, lines);
    const service = new ParcelService(this.#ctx);
    const { reference } = parcel;
    const departure = { parcelId: id, reference, recipient: address, lines: lines.map(frozenLine) };
    const shipmentId = await freeze(this.#ctx, departure, 1);
    const left = { state: "dispatched", dispatchedAt: this.#ctx.clock.now(), shipmentId } as const;
    await service.move(id, left, eq(parcels.state, "packed"));
    const change = { before: { state: parcel.state }, after: { state: "dispatched" } };
    await service.note(id, "dispatched", null, { definition: parcelDispatched, reference, change });
    return { id };
  }

  /** The parcel, then its items in the order of their ids: two dispatches that share items wait, and never for each other. */
  async #lock(id: string) {
    const { db, own } = this.#ctx;
    const parcel = found(
      await db
        .select({ state: parcels.state, reference: parcels.reference, recipientId: parcels.recipientId })
        .from(parcels)
        .where(own(parcels, eq(parcels.id, id)))
        .for("update"),
      "parcel",
    );
    const [addresses, locked] = await Promise.all([
      db
        .select(addressColumns)
        .from(places)
        .where(own(places, eq(places.id, parcel.recipientId))),
      db
        .select({
          ...lineColumns,
          archived: sql<boolean>`${items.archivedAt} is not null`,
          position: parcelItems.position,
        })
        .from(parcelItems)
        .innerJoin(items, and(eq(items.tenantId, parcelItems.tenantId), eq(items.id, parcelItems.itemId)))
        .where(own(parcelItems, eq(parcelItems.parcelId, id)))
        .orderBy(asc(items.id))
        .for("update", { of: items }),
    ]);
    const lines: Line[] = locked.sort((a, b) => a.position - b.position);
    return { parcel, address: found(addresses, "place"), lines };
  }
}

/** An address, as a shipment keeps it. */
export const addressColumns = {
  name: places.name,
  line1: places.line1,
  line2: places.line2,
  postcode: places.postcode,
  city: places.city,
  country: places.country,
};

/** A line, as a shipment keeps it. */
export const lineColumns = {
  itemId: items.id,
  sku: items.sku,
  name: items.name,
  weight: items.weight,
  price: items.price,
  currency: items.currency,
  quantity: parcelItems.quantity,
};

const frozenLine = ({ itemId, sku, name, weight, price, currency, quantity }: Line) => ({
  ...{ itemId, sku, name, weight, price, currency, quantity },
});

/** What stands in the way of a parcel that is about to leave, besides its state and its stock. */
export const departureIssues = (
  address: FrozenAddress,
  lines: readonly Pick<Line, "weight" | "quantity">[],
  sender: string,
): FieldIssue[] => [...addressIssues(address), ...labelIssues(address, sender), ...weightIssues(lines)];

function weightIssues(lines: readonly Pick<Line, "weight" | "quantity">[]): FieldIssue[] {
  if (weightOf(lines) <= heaviestParcel) return [];
  return [
    { path: ["lines"], code: "too_big", entity: "parcel", message: tooHeavy, params: { maximum: heaviestParcel } },
  ];
}

/** What is said of a parcel that is heavier than any may be. */
export const tooHeavy = `This parcel is too heavy: all its items together may weigh up to ${heaviestParcel / 1_000_000} tonnes.`;

function addressIssues({ name, country, postcode, line1 }: FrozenAddress): FieldIssue[] {
  const missing = [...(line1 ? [] : ["a street"]), ...(postcode || !needsPostcode(country) ? [] : ["a postcode"])];
  if (missing.length === 0) return [];
  const message = `The address of ${name} lacks ${missing.join(" and ")}.`;
  return [{ path: ["recipientId"], code: "invalid", entity: "place", message }];
}

/** What the label could not print: no font has it. */
function labelIssues(address: FrozenAddress, sender: string): FieldIssue[] {
  const { name, country, postcode, city, line1, line2 } = address;
  const recipient = unprintable([name, line1, line2, postcode, city].filter(Boolean).join(" "), country);
  const own = unprintable(sender, country);
  const issues: FieldIssue[] = [];
  if (recipient.length > 0) {
    const message = `The label cannot print ${recipient.join(" ")} in the address of ${name}. Write it in other letters.`;
    issues.push({ path: ["recipientId"], code: "invalid", entity: "place", message });
  }
  if (own.length > 0) {
    const message = `The label cannot print ${own.join(" ")} in your organisation's name. Write it in other letters.`;
    issues.push({ path: [], code: "invalid", entity: "tenant", message });
  }
  return issues;
}

/** What was packed is reserved, so that there is enough of it; it may have been archived since. */
function lineIssues({ name, archived }: Line, index: number): FieldIssue[] {
  if (!archived) return [];
  return [{ path: ["lines", index, "itemId"], code: "stale", entity: "item", message: `${name} was archived.` }];
}
