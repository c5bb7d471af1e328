import type { FieldIssue } from "@waybill/validators";
import type { correctStock, countStock, receiveStock } from "@waybill/validators/items";
import type { z } from "zod";
import { type EventDefinition, InputRefused, requireRow, type TenantContext } from "../../core/index.ts";
import { type StockMoved, stockCorrected, stockCounted, stockReceived } from "./events.ts";
import {
  type Balances,
  countedSince,
  lockBalances,
  type Movement,
  moveStock,
  type StockLine,
  writeMovements,
} from "./ledger.ts";
import { movementRefusal, shortage } from "./shortages.ts";

/** The change of each item's quantity from `before` to `after`; unchanged items are left out. */
function difference(before: readonly StockLine[], after: readonly StockLine[]): StockLine[] {
  const change = new Map(after.map(({ itemId, quantity }) => [itemId, quantity]));
  for (const { itemId, quantity } of before) change.set(itemId, (change.get(itemId) ?? 0) - quantity);
  return [...change].map(([itemId, quantity]) => ({ itemId, quantity })).filter(({ quantity }) => quantity !== 0);
}

/** Changes of stock: receipts, counts, corrections, and the reservations and dispatches of parcels. */
export class StockService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Records a receipt. @returns the quantity on hand */
  async receive({ id, quantity, reason }: z.output<typeof receiveStock>) {
    const item = requireRow(await lockBalances(this.#ctx, [id]), "item");
    return this.#moveOne(item, { kind: "receive", quantity, reason }, stockReceived);
  }

  /**
   * Records a count: the difference to the quantity that the person saw, regardless of movements in between.
   *
   * @throws stale at `counted` if someone else has counted or corrected in between; too_small there if packed parcels
   * reserve more than would be left
   */
  async count({ id, seen, counted, reason }: z.output<typeof countStock>) {
    const item = requireRow(await lockBalances(this.#ctx, [id]), "item");
    if ((await countedSince(this.#ctx, [{ itemId: id, seen }])).has(id)) {
      const message = `Someone else counted this item in the meantime. On hand now: ${item.onHand}. Check the count.`;
      throw new InputRefused([{ path: ["counted"], code: "stale", entity: "item", message }]);
    }
    const quantity = counted - seen;
    const movement = { kind: "count", quantity, counted, reason } as const;
    return this.#moveOne(item, movement, stockCounted, "counted");
  }

  /**
   * Corrects the quantity on hand. @throws too_small at `quantity` if packed parcels reserve more than would be left
   */
  async correct({ id, quantity, reason }: z.output<typeof correctStock>) {
    const item = requireRow(await lockBalances(this.#ctx, [id]), "item");
    return this.#moveOne(item, { kind: "correct", quantity, reason }, stockCorrected);
  }

  /** Records the opening stock of a new item. */
  async open(itemId: string, quantity: number): Promise<void> {
    if (quantity === 0) return;
    await moveStock(this.#ctx, [{ itemId, kind: "count", quantity, counted: quantity, reason: "Opening stock" }]);
  }

  /**
   * Reserves the contents of a packed parcel in place of its former reservation.
   *
   * @param before the current reservation, and `after` the new one; empty for a parcel that is not packed.
   * @throws too_big at `lines.{n}.quantity` of each line of `after` without enough stock
   */
  async reserve(parcelId: string, before: readonly StockLine[], after: readonly StockLine[]): Promise<void> {
    const changes = difference(before, after);
    if (changes.some(({ quantity }) => quantity > 0)) await this.#requireAvailable(changes, after);
    await moveStock(
      this.#ctx,
      changes.map((change) => ({ ...change, kind: change.quantity > 0 ? "reserve" : "release", parcelId })),
    );
  }

  /** Takes the reserved quantities out of stock for a dispatch. */
  async dispatch(parcelId: string, lines: readonly StockLine[]): Promise<void> {
    await moveStock(
      this.#ctx,
      lines.flatMap(({ itemId, quantity }) => [
        { itemId, kind: "release", quantity: -quantity, parcelId },
        { itemId, kind: "dispatch", quantity: -quantity, parcelId },
      ]),
    );
  }

  /** Returns the quantities of a parcel to stock. */
  async return(parcelId: string, lines: readonly StockLine[]): Promise<void> {
    await moveStock(
      this.#ctx,
      lines.map((line) => ({ ...line, kind: "return", parcelId })),
    );
  }

  /** @throws too_big at each line without enough stock */
  async #requireAvailable(changes: readonly StockLine[], lines: readonly StockLine[]): Promise<void> {
    const locked = new Map(
      (
        await lockBalances(
          this.#ctx,
          changes.map(({ itemId }) => itemId),
        )
      ).map((item) => [item.id, item]),
    );
    const wanted = new Map(changes.map(({ itemId, quantity }) => [itemId, quantity]));
    const issues = lines.flatMap(({ itemId, quantity }, index): FieldIssue[] => {
      const [item, more] = [locked.get(itemId), wanted.get(itemId) ?? 0];
      const issue = item && shortage({ name: item.name, quantity }, index, more - (item.onHand - item.reserved));
      return issue ? [issue] : [];
    });
    if (issues.length > 0) throw new InputRefused(issues);
  }

  /** Moves the stock of a locked item and publishes the event. @param field the field with the quantity. */
  async #moveOne(
    item: Balances,
    movement: Omit<Movement, "itemId">,
    event: EventDefinition<StockMoved>,
    field = "quantity",
  ): Promise<{ id: string; onHand: number }> {
    const issue = movementRefusal(item, movement.quantity, field);
    if (issue) throw new InputRefused([issue]);
    const { id, sku, name } = item;
    const onHand = item.onHand + movement.quantity;
    await writeMovements(this.#ctx, [{ ...movement, itemId: id }]);
    const { quantity, counted = null } = movement;
    const change = { before: { onHand: item.onHand }, after: { onHand } };
    await this.#ctx.hub.publish(event, { id, sku, name, quantity, counted }, change);
    return { id, onHand };
  }
}
