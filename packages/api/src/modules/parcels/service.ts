import { newId } from "@waybill/db";
import { items } from "@waybill/db/items";
import {
  type FrozenAddress,
  numberOf,
  parcelEvents,
  parcelItems,
  parcels,
  parcelTags,
  shipments,
} from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { users } from "@waybill/db/users";
import type { createParcel, ParcelFilter, ParcelState, updateParcel } from "@waybill/validators/parcels";
import { and, asc, desc, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { z } from "zod";
import {
  changed,
  type EventDefinition,
  type FieldChanges,
  insertTogether,
  isSystem,
  newRows,
  refuse,
  requireRow,
  type TenantContext,
} from "../../core/index.ts";
import { staleSince } from "../../platform/stale/index.ts";
import { StockService } from "../items/index.ts";
import { recipientJoin } from "./conditions.ts";
import { parcelCancelled, parcelCreated, parcelUpdated } from "./events.ts";
import { listParcels } from "./list.ts";
import { listColumnsIn, tagIdsIn } from "./list-columns.ts";
import { addressColumns, lineColumns } from "./obstacles.ts";
import { shipmentJoin, weightOf } from "./shipments.ts";

type CreateParcel = z.output<typeof createParcel>;
type UpdateParcel = z.output<typeof updateParcel>;
type EventKind = (typeof parcelEvents.$inferInsert)["kind"];

/** Whether the address has changed since the dispatch. */
const hasChanged = (now: FrozenAddress, then: FrozenAddress): boolean =>
  addressParts.some((part) => now[part] !== then[part]);
const addressParts = ["name", "line1", "line2", "postcode", "city", "country"] as const;

/** The line rows of a parcel. */
const linesOf = (parcelId: string, lines: CreateParcel["lines"]) =>
  lines.map((line, position) => ({ parcelId, position, ...line }));
/** Its tag rows. */
const tagsOf = (parcelId: string, tags: string[]) => tags.map((tagId) => ({ parcelId, tagId }));

/** The highest number of a reference: the digits that the database can compute with. */
const highestNumber = BigInt("9".repeat(18));
/** The first parcel of a tenant gets the next number. */
const beforeFirst = 1000;
const named = z.array(z.object({ id: z.string() }));
const numbers = z.tuple([z.object({ number: z.string() })]);

/** Parcels: contents, destinations and history. */
export class ParcelService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Parcels, newest first; a search puts parcels with a matching name first. */
  list(filter: ParcelFilter) {
    return listParcels(this.#ctx, filter);
  }

  /**
   * One parcel with its lines and recipient: current ones before the dispatch, dispatched ones afterwards; `placeNow`
   * is the address if it has changed since.
   *
   * @throws NOT_FOUND
   */
  async byId(id: string) {
    const { db, inTenant } = this.#ctx;
    const [rows, lines] = await Promise.all([
      db
        .select({
          ...listColumnsIn(this.#ctx.tenant.id),
          note: parcels.note,
          carrier: parcels.carrier,
          labelFileId: parcels.labelFileId,
          dispatchedAt: parcels.dispatchedAt,
          deliveredAt: parcels.deliveredAt,
          version: parcels.version,
          recipient: {
            id: places.id,
            code: places.code,
            ...addressColumns,
          },
          shipment: {
            id: shipments.id,
            number: shipments.number,
            recipient: shipments.recipient,
            sender: shipments.sender,
            lines: shipments.lines,
            weight: shipments.weight,
          },
        })
        .from(parcels)
        .innerJoin(places, recipientJoin)
        .leftJoin(shipments, shipmentJoin)
        .where(this.#rowWithId(id)),
      db
        .select({
          ...lineColumns,
          available: sql<number>`${items.onHand} - ${items.reserved}`,
          archivedAt: items.archivedAt,
        })
        .from(parcelItems)
        .innerJoin(items, and(eq(items.tenantId, parcelItems.tenantId), eq(items.id, parcelItems.itemId)))
        .where(inTenant(parcelItems, eq(parcelItems.parcelId, id)))
        .orderBy(asc(parcelItems.position)),
    ]);
    const { shipment, recipient: place, ...parcel } = requireRow(rows, "parcel");
    if (!shipment)
      return { ...parcel, recipient: place, lines, weight: weightOf(lines), placeNow: null, shipment: null };
    const { id: placeId, code, ...address } = place;
    const { recipient, lines: frozen, weight, ...sent } = shipment;
    return {
      ...parcel,
      recipient: { id: placeId, code, ...recipient },
      lines: frozen.map((line) => ({ ...line, available: null, archivedAt: null })),
      weight,
      placeNow: hasChanged(address, recipient) ? address : null,
      shipment: sent,
    };
  }

  /** The history of a parcel, newest first. */
  async timeline(id: string) {
    await this.#stateOf(id);
    const rows = await this.#ctx.db
      .select({
        id: parcelEvents.id,
        kind: parcelEvents.kind,
        detail: parcelEvents.detail,
        at: parcelEvents.createdAt,
        bySystem: parcelEvents.bySystem,
        userName: users.name,
      })
      .from(parcelEvents)
      .leftJoin(users, eq(users.id, parcelEvents.userId))
      .where(this.#ctx.inTenant(parcelEvents, eq(parcelEvents.parcelId, id)))
      .orderBy(desc(parcelEvents.createdAt), desc(parcelEvents.id));
    return { items: rows, nextCursor: null };
  }

  /**
   * The parcel of a code: its reference, or the tracking number of any shipment. A cancelled one only if no other has
   * it.
   */
  async byCode(code: string): Promise<{ id: string } | null> {
    const { db, inTenant } = this.#ctx;
    const called = eq(parcels.reference, code);
    const rows = await db.execute(sql`
      select id from (
        select ${parcels.id} as id, 1 as rank from ${parcels} where ${inTenant(parcels, called, sql`${parcels.state} <> 'cancelled'`)}
        union all select ${shipments.parcelId}, 2 from ${shipments} where ${inTenant(shipments, eq(shipments.trackingNumber, code))}
        union all select ${parcels.id}, 3 from ${parcels} where ${inTenant(parcels, called, sql`${parcels.state} = 'cancelled'`)}
      ) as named order by rank, id desc limit 1`);
    return named.parse([...rows]).at(0) ?? null;
  }

  /** A free reference: the number after the highest one, or the lowest free number if there is no higher one. */
  async nextReference(): Promise<{ reference: string }> {
    const { db, inTenant } = this.#ctx;
    const number = numberOf(parcels.reference);
    // Without a condition on the number, so that the index returns the first row whatever row-level security checks
    // first.
    const rows = await db
      .select({ number: sql<string | null>`${number}::text` })
      .from(parcels)
      .where(inTenant(parcels))
      .orderBy(sql`${number} desc nulls last`)
      .limit(1);
    const last = BigInt(rows.at(0)?.number ?? 0);
    const next = last < BigInt(beforeFirst) ? BigInt(beforeFirst + 1) : last + 1n;
    return { reference: `WB-${next <= highestNumber ? next : await this.#lowestFree()}` };
  }

  /** The lowest free number above the first; reads all numbers. */
  async #lowestFree(): Promise<string> {
    const { db, inTenant } = this.#ctx;
    const number = numberOf(parcels.reference);
    const rows = await db.execute(sql`
      with taken as (
        select ${number} as number from ${parcels} where ${inTenant(parcels, sql`${number} >= ${beforeFirst}`)}
        union select ${beforeFirst}::bigint)
      select (min(number) + 1)::text as number from taken
      where not exists (select from taken as other where other.number = taken.number + 1)`);
    return numbers.parse([...rows])[0].number;
  }

  async create({ lines, tagIds: tags, packed, ...values }: CreateParcel): Promise<{ id: string }> {
    const { hub, user } = this.#ctx;
    const id = newId();
    const state = packed ? "packed" : "draft";
    const after = { ...values, lines, tagIds: tags, state };
    // Pipelined in this order.
    await Promise.all([
      insertTogether(
        this.#ctx,
        newRows(parcels, [{ id, ...values, state, createdBy: user?.id ?? null }]),
        newRows(parcelItems, linesOf(id, lines)),
        newRows(parcelTags, tagsOf(id, tags)),
        newRows(parcelEvents, this.#steps(id, packed ? ["created", "packed"] : ["created"])),
      ),
      hub.publish(parcelCreated, { id, reference: values.reference }, { after }),
    ]);
    if (packed) await new StockService(this.#ctx).hold(id, [], lines);
    return { id };
  }

  /**
   * Changes a parcel before its dispatch.
   *
   * @throws the stale issue if someone else has changed it since `version`, a conflict if its state forbids it
   */
  async update({ id, version, lines, tagIds: tags, packed, ...values }: UpdateParcel): Promise<{ id: string }> {
    const { db, inTenant, tenant } = this.#ctx;
    const { state: earlier } = await this.#permit("parcels.update", id);
    const before = await this.#contents(id);
    if (before.version !== version) throw await staleSince(this.#ctx, "parcel", id, version);
    const after = { ...values, state: packed ? "packed" : "draft", version: version + 1 } as const;
    await db
      .update(parcels)
      .set({ ...after, updatedAt: sql`now()` })
      .where(this.#rowWithId(id));
    await Promise.all([
      db.delete(parcelItems).where(inTenant(parcelItems, eq(parcelItems.parcelId, id))),
      db.delete(parcelTags).where(inTenant(parcelTags, eq(parcelTags.parcelId, id))),
    ]);
    await new StockService(this.#ctx).hold(id, earlier === "packed" ? before.lines : [], packed ? lines : []);
    const steps: EventKind[] = ["updated"];
    if (after.state !== earlier) steps.push(packed ? "packed" : "unpacked");
    const tenantId = tenant.id;
    await Promise.all([
      db.insert(parcelItems).values(linesOf(id, lines).map((line) => ({ tenantId, ...line }))),
      tags.length > 0 ? db.insert(parcelTags).values(tagsOf(id, tags).map((tag) => ({ tenantId, ...tag }))) : null,
      db.insert(parcelEvents).values(this.#steps(id, steps).map((step) => ({ tenantId, ...step }))),
    ]);
    const change = changed(before, { ...after, lines, tagIds: [...tags].sort() });
    await this.#ctx.hub.publish(parcelUpdated, { id, reference: values.reference }, change);
    return { id };
  }

  /** Marks a parcel as packed, or as a draft again. */
  async setPacked(id: string, packed: boolean): Promise<{ id: string }> {
    const { reference } = await this.#permit("parcels.update", id);
    const state: ParcelState = packed ? "packed" : "draft";
    const moved = await this.transition(
      id,
      { state },
      and(inArray(parcels.state, ["draft", "packed"]), ne(parcels.state, state)),
    );
    if (moved) {
      const lines = await this.#lines(id);
      await new StockService(this.#ctx).hold(id, packed ? [] : lines, packed ? lines : []);
      await this.addStep(id, packed ? "packed" : "unpacked");
      const change = { before: { state: packed ? "draft" : "packed" }, after: { state, version: moved.version } };
      await this.#ctx.hub.publish(parcelUpdated, { id, reference }, change);
    }
    return { id };
  }

  /** Cancels a parcel. Releases its reservation, or returns the stock of a failed parcel. */
  async cancel(id: string, reason: string | null): Promise<{ id: string }> {
    const { hub } = this.#ctx;
    const { state, reference } = await this.#permit("parcels.cancel", id);
    const stock = new StockService(this.#ctx);
    if (state === "packed") await stock.hold(id, await this.#lines(id), []);
    if (state === "failed") await stock.giveBack(id, await this.#lines(id));
    await this.transition(id, { state: "cancelled" }, eq(parcels.state, state));
    await this.addStep(id, "cancelled", reason);
    const change = { before: { state }, after: { state: "cancelled", ...(reason ? { reason } : {}) } };
    await hub.publish(parcelCancelled, { id, reference }, change);
    return { id };
  }

  /**
   * Moves a parcel to a new state if `from` holds. Idempotent.
   *
   * @returns the parcel, or null if `from` does not hold.
   */
  async transition(id: string, values: PgUpdateSetSource<typeof parcels>, from: SQL | undefined) {
    const [moved] = await this.#ctx.db
      .update(parcels)
      .set({ ...values, version: sql`${parcels.version} + 1`, updatedAt: sql`now()` })
      .where(and(this.#rowWithId(id), from))
      .returning({ id: parcels.id, reference: parcels.reference, version: parcels.version });
    return moved ?? null;
  }

  /** Releases a label after use. A parcel that is still to be carried keeps it. */
  async forgetLabel(fileId: string): Promise<void> {
    const { db, tenant } = this.#ctx;
    await db
      .update(parcels)
      .set({ labelFileId: null, version: sql`${parcels.version} + 1`, updatedAt: sql`now()` })
      .where(
        and(
          eq(parcels.tenantId, tenant.id),
          eq(parcels.labelFileId, fileId),
          inArray(parcels.state, ["delivered", "cancelled"]),
        ),
      );
  }

  /** Adds a step to the timeline and publishes its event, if it has one. */
  async addStep(
    parcelId: string,
    kind: EventKind,
    detail: string | null = null,
    event?: {
      definition: EventDefinition<{ id: string; reference: string }>;
      reference: string;
      change?: FieldChanges;
    },
  ): Promise<void> {
    const { db, hub, tenant } = this.#ctx;
    const steps = this.#steps(parcelId, [kind], detail);
    await db.insert(parcelEvents).values(steps.map((step) => ({ tenantId: tenant.id, ...step })));
    if (event) await hub.publish(event.definition, { id: parcelId, reference: event.reference }, event.change);
  }

  /** The rows of timeline steps. */
  #steps(parcelId: string, kinds: readonly EventKind[], detail: string | null = null) {
    const { user, actor } = this.#ctx;
    const step = { parcelId, detail, userId: user?.id ?? null, bySystem: isSystem(actor) };
    return kinds.map((kind) => ({ ...step, kind }));
  }

  /** The editable columns of a parcel. */
  async #contents(id: string) {
    const [rows, lines] = await Promise.all([
      this.#ctx.db
        .select({
          reference: parcels.reference,
          recipientId: parcels.recipientId,
          note: parcels.note,
          state: parcels.state,
          version: parcels.version,
          tagIds: tagIdsIn(this.#ctx.tenant.id),
        })
        .from(parcels)
        .where(this.#rowWithId(id)),
      this.#lines(id),
    ]);
    return { ...requireRow(rows, "parcel"), lines };
  }

  /** The contents of a parcel, in order. */
  async #lines(id: string) {
    return this.#ctx.db
      .select({ itemId: parcelItems.itemId, quantity: parcelItems.quantity })
      .from(parcelItems)
      .where(this.#ctx.inTenant(parcelItems, eq(parcelItems.parcelId, id)))
      .orderBy(asc(parcelItems.position));
  }

  /** The locked state of a parcel. @throws a conflict if the state forbids the action */
  async #permit(permission: "parcels.update" | "parcels.cancel", id: string) {
    const parcel = await this.#stateOf(id, true);
    const reason = this.#ctx.why(permission, parcel);
    if (reason) refuse({ path: [], code: "conflict", entity: "parcel", message: reason });
    return parcel;
  }

  async #stateOf(id: string, lock = false) {
    const query = this.#ctx.db
      .select({ state: parcels.state, reference: parcels.reference })
      .from(parcels)
      .where(this.#rowWithId(id));
    return requireRow(await (lock ? query.for("no key update") : query), "parcel");
  }

  #rowWithId(id: string): SQL {
    return this.#ctx.inTenant(parcels, eq(parcels.id, id));
  }
}
