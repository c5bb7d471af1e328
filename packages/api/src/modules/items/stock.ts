import { items, stockMovements } from "@waybill/db/items";
import { users } from "@waybill/db/users";
import type { FieldIssue } from "@waybill/validators";
import type { CountRow, correctStock, countStock, MovementFilter, receiveStock } from "@waybill/validators/items";
import { asc, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import {
  cursorPageOf,
  type EventDefinition,
  InputRefused,
  insertTogether,
  newRows,
  oneOf,
  requireRow,
  type Target,
  type TenantContext,
} from "../../core/index.ts";
import { type StockMoved, stockCorrected, stockCounted, stockReceived } from "./events.ts";

/** A quantity of an item. */
interface StockLine {
  itemId: string;
  quantity: number;
}

/** A movement without its actor. */
interface Movement extends StockLine {
  kind: (typeof stockMovements.$inferInsert)["kind"];
  counted?: number;
  reason?: string | null;
  parcelId?: string;
}

/** The columns of a locked item that decisions need. */
const balances = {
  id: items.id,
  sku: items.sku,
  name: items.name,
  onHand: items.onHand,
  reserved: items.reserved,
};
type Balances = { [Name in keyof typeof balances]: (typeof items.$inferSelect)[Name] };

const byItem = (one: StockLine, other: StockLine) =>
  one.itemId < other.itemId ? -1 : Number(one.itemId > other.itemId);

/** The change of each item's quantity from `before` to `after`; unchanged items are left out. */
function difference(before: readonly StockLine[], after: readonly StockLine[]): StockLine[] {
  const change = new Map(after.map(({ itemId, quantity }) => [itemId, quantity]));
  for (const { itemId, quantity } of before) change.set(itemId, (change.get(itemId) ?? 0) - quantity);
  return [...change].map(([itemId, quantity]) => ({ itemId, quantity })).filter(({ quantity }) => quantity !== 0);
}

/** The reason why this quantity cannot be removed, at a field; null if it can. */
function tooFew({ name, onHand, reserved }: Balances, quantity: number, field: string): FieldIssue | null {
  const left = Math.max(0, onHand + quantity);
  if (onHand + quantity >= reserved) return null;
  const message =
    reserved > 0
      ? `${reserved} of ${name} are reserved by packed parcels, but only ${left} would be left. Unpack parcels first.`
      : `Only ${onHand} of ${name} are on hand.`;
  return { path: [field], code: "too_small", entity: "item", message };
}

/**
 * The reason why a line of a parcel cannot be packed; null if there is enough stock.
 *
 * @param index the position of the line in the parcel.
 * @param missing the quantity that is missing.
 */
export function shortage(line: { name: string; quantity: number }, index: number, missing: number): FieldIssue | null {
  if (missing <= 0) return null;
  const maximum = line.quantity - missing;
  const message = `Only ${maximum} of ${line.name} are available, but the parcel needs ${line.quantity}.`;
  return { path: ["lines", index, "quantity"], code: "too_big", entity: "item", message, params: { maximum } };
}

/**
 * Stock: the quantities on hand, reserved and available of each item, and all movements. Every change of stock goes
 * through this class; the database updates the balances with each movement.
 *
 * Items are locked in the order of their ids, so that two transactions cannot deadlock.
 */
export class StockService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** The movements of an item with the balances after each, newest first. @throws NOT_FOUND */
  async movements({ id, cursor, limit }: MovementFilter) {
    const { db, inTenant } = this.#ctx;
    const [item, rows] = await Promise.all([
      db
        .select({ id: items.id })
        .from(items)
        .where(inTenant(items, eq(items.id, id))),
      db
        .select({
          position: stockMovements.position,
          kind: stockMovements.kind,
          quantity: stockMovements.quantity,
          onHand: stockMovements.onHand,
          reserved: stockMovements.reserved,
          counted: stockMovements.counted,
          reason: stockMovements.reason,
          parcelId: stockMovements.parcelId,
          parcelReference: this.#reference(),
          actor: stockMovements.actor,
          userName: users.name,
          at: stockMovements.createdAt,
        })
        .from(stockMovements)
        .leftJoin(users, eq(users.id, stockMovements.userId))
        .where(
          inTenant(
            stockMovements,
            eq(stockMovements.itemId, id),
            cursor ? lt(stockMovements.position, cursor) : undefined,
          ),
        )
        .orderBy(desc(stockMovements.position))
        .limit(limit + 1),
    ]);
    requireRow(item, "item");
    return cursorPageOf(rows, limit, ({ position }) => position);
  }

  /** The reference of a movement's parcel, read through the module that owns parcels, if it exists. */
  #reference(): SQL<string | null> {
    // The module may not exist; then the type knows no such name.
    const entities: ReadonlyMap<string, Target> = this.#ctx.registry.entities;
    const { table, label } = entities.get("parcel") ?? {};
    if (!table || !label) return sql<null>`null`;
    return sql<string | null>`(
      select ${label} from ${table}
      where ${table.tenantId} = ${this.#ctx.tenant.id} and ${table.id} = ${stockMovements.parcelId})`;
  }

  /** Records a receipt. @returns the quantity on hand */
  async receive({ id, quantity, reason }: z.output<typeof receiveStock>) {
    const item = requireRow(await this.#lock([id]), "item");
    return this.#moveOne(item, { kind: "receive", quantity, reason }, stockReceived);
  }

  /**
   * Records a count: the difference to the quantity that the person saw, regardless of movements in between.
   *
   * @throws stale at `counted` if someone else has counted or corrected in between; too_small there if packed parcels
   * reserve more than would be left
   */
  async count({ id, seen, counted, reason }: z.output<typeof countStock>) {
    const item = requireRow(await this.#lock([id]), "item");
    if ((await this.#countedSince([{ itemId: id, seen }])).has(id)) {
      const message = `Someone else counted this item in the meantime. ${item.onHand} are on hand now. Check the count.`;
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
    const item = requireRow(await this.#lock([id]), "item");
    return this.#moveOne(item, { kind: "correct", quantity, reason }, stockCorrected);
  }

  /** Records the opening stock of a new item. */
  async open(itemId: string, quantity: number): Promise<void> {
    if (quantity === 0) return;
    await this.#move([{ itemId, kind: "count", quantity, counted: quantity, reason: "Opening stock" }]);
  }

  /**
   * Reserves the contents of a packed parcel in place of its former reservation.
   *
   * @param before the current reservation, and `after` the new one; empty for a parcel that is not packed.
   * @throws too_big at `lines.{n}.quantity` of each line of `after` without enough stock
   */
  async hold(parcelId: string, before: readonly StockLine[], after: readonly StockLine[]): Promise<void> {
    const changes = difference(before, after);
    if (changes.some(({ quantity }) => quantity > 0)) await this.#requireAvailable(changes, after);
    await this.#move(
      changes.map((change) => ({ ...change, kind: change.quantity > 0 ? "reserve" : "release", parcelId })),
    );
  }

  /** Takes the reserved quantities out of stock for a dispatch. */
  async take(parcelId: string, lines: readonly StockLine[]): Promise<void> {
    await this.#move(
      lines.flatMap(({ itemId, quantity }) => [
        { itemId, kind: "release", quantity: -quantity, parcelId },
        { itemId, kind: "dispatch", quantity: -quantity, parcelId },
      ]),
    );
  }

  /** Returns the quantities of a parcel to stock. */
  async giveBack(parcelId: string, lines: readonly StockLine[]): Promise<void> {
    await this.#move(lines.map((line) => ({ ...line, kind: "return", parcelId })));
  }

  /**
   * Records the valid counts of a file, in a job. Idempotent: a second run continues from the counts of the same job,
   * so that nothing is counted twice and dispatches in between stay deducted.
   *
   * @param write false only checks.
   * @returns the obstacle of each row: not_found at `sku`, stale at `seen`, too_small at `counted`; null for none.
   */
  async writeCounts(rows: readonly CountRow[], write = true): Promise<(FieldIssue | null)[]> {
    const { db, inTenant, actor } = this.#ctx;
    const skus = rows.map(({ sku }) => sku);
    const query = db
      .select(balances)
      .from(items)
      .where(inTenant(items, sql`${items.sku} = any(${sql.param(skus)}::text[])`))
      .orderBy(asc(items.id));
    const known = await (write ? query.for("no key update") : query);
    const ids = known.map(({ id }) => id);
    const earlier = await db
      .selectDistinctOn([stockMovements.itemId], { itemId: stockMovements.itemId, counted: stockMovements.counted })
      .from(stockMovements)
      .where(
        inTenant(
          stockMovements,
          eq(stockMovements.kind, "count"),
          sql`${stockMovements.actorId} = ${actor.id}::uuid`,
          oneOf(stockMovements.itemId, ids),
        ),
      )
      .orderBy(asc(stockMovements.itemId), desc(stockMovements.position));
    const bySku = new Map(known.map((item) => [item.sku, item]));
    const byId = new Map(earlier.map(({ itemId, counted }) => [itemId, counted]));
    const starts = rows.flatMap(({ sku, seen }) => {
      const item = bySku.get(sku);
      return item && seen !== null && !byId.has(item.id) ? [{ itemId: item.id, seen }] : [];
    });
    const counted = starts.length > 0 ? await this.#countedSince(starts) : new Set();
    const movements: Movement[] = [];
    const obstacles = rows.map(({ sku, counted: number, seen }): FieldIssue | null => {
      const item = bySku.get(sku);
      if (!item)
        return { path: ["sku"], code: "not_found", entity: "item", message: `The item ${sku} does not exist.` };
      if (counted.has(item.id)) {
        const message = `The stock was ${seen} when the count began and has been counted or corrected since. ${item.onHand} are on hand now. Count the item again.`;
        return { path: ["seen"], code: "stale", entity: "item", message };
      }
      const done = byId.get(item.id);
      const quantity = number - (done ?? seen ?? item.onHand);
      if (done !== undefined && quantity === 0) return null;
      const issue = tooFew(item, quantity, "counted");
      if (!issue)
        movements.push({ itemId: item.id, kind: "count", quantity, counted: number, reason: "Imported count" });
      return issue;
    });
    if (write) await this.#move(movements);
    return obstacles;
  }

  /** @throws too_big at each line without enough stock */
  async #requireAvailable(changes: readonly StockLine[], lines: readonly StockLine[]): Promise<void> {
    const locked = new Map((await this.#lock(changes.map(({ itemId }) => itemId))).map((item) => [item.id, item]));
    const wanted = new Map(changes.map(({ itemId, quantity }) => [itemId, quantity]));
    const issues = lines.flatMap(({ itemId, quantity }, index): FieldIssue[] => {
      const [item, more] = [locked.get(itemId), wanted.get(itemId) ?? 0];
      const issue = item && shortage({ name: item.name, quantity }, index, more - (item.onHand - item.reserved));
      return issue ? [issue] : [];
    });
    if (issues.length > 0) throw new InputRefused(issues);
  }

  /**
   * The items that were counted or corrected since the given quantity was seen. That quantity has been corrected once;
   * a second difference would correct it again. A quantity that was never on hand proves nothing.
   */
  async #countedSince(starts: readonly { itemId: string; seen: number }[]): Promise<Set<string>> {
    const { db, tenant } = this.#ctx;
    const rows = await db.execute<{ id: string }>(sql`
      select start.id from unnest(${sql.param(starts.map(({ itemId }) => itemId))}::uuid[],
        ${sql.param(starts.map(({ seen }) => seen))}::int[]) as start(id, seen)
      where exists (
        select from ${stockMovements} as later
        where later.tenant_id = ${tenant.id} and later.item_id = start.id and later.kind in ('count', 'correct')
          and later.position > (
            select max(moment.position) from ${stockMovements} as moment
            where moment.tenant_id = ${tenant.id} and moment.item_id = start.id and moment.on_hand = start.seen))`);
    return new Set(rows.map(({ id }) => id));
  }

  #lock(ids: readonly string[]): Promise<Balances[]> {
    const { db, inTenant } = this.#ctx;
    return db
      .select(balances)
      .from(items)
      .where(inTenant(items, oneOf(items.id, ids)))
      .orderBy(asc(items.id))
      .for("no key update");
  }

  /** Moves the stock of a locked item and publishes the event. @param field the field with the quantity. */
  async #moveOne(
    item: Balances,
    movement: Omit<Movement, "itemId">,
    event: EventDefinition<StockMoved>,
    field = "quantity",
  ): Promise<{ id: string; onHand: number }> {
    const issue = tooFew(item, movement.quantity, field);
    if (issue) throw new InputRefused([issue]);
    const { id, sku, name } = item;
    const onHand = item.onHand + movement.quantity;
    await this.#write([{ ...movement, itemId: id }]);
    const { quantity, counted = null } = movement;
    const change = { before: { onHand: item.onHand }, after: { onHand } };
    await this.#ctx.hub.publish(event, { id, sku, name, quantity, counted }, change);
    return { id, onHand };
  }

  /** Writes movements and makes open pages refetch the items. */
  async #move(movements: readonly Movement[]): Promise<void> {
    const [first] = movements;
    if (!first) return;
    await this.#write(movements);
    const several = movements.some(({ itemId }) => itemId !== first.itemId);
    await this.#ctx.hub.announce("item", several ? null : first.itemId);
  }

  async #write(movements: readonly Movement[]): Promise<void> {
    const { user, actor } = this.#ctx;
    const who = { userId: user?.id ?? null, actor: actor.kind, actorId: actor.id };
    const rows = movements
      .toSorted(byItem)
      .map(({ itemId, kind, quantity, counted = null, reason = null, parcelId = null }) => ({
        ...{ itemId, kind, quantity, counted, reason, parcelId },
        ...who,
      }));
    await insertTogether(this.#ctx, newRows(stockMovements, rows));
  }
}
