import { newId } from "@waybill/db";
import { parcelItems, parcelSteps, parcels, parcelTags } from "@waybill/db/parcels";
import type { createParcel, ParcelState, updateParcel } from "@waybill/validators/parcels";
import { and, asc, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { changed, insertTogether, newRows, refuse, requireRow, type TenantContext } from "../../core/index.ts";
import { staleSince } from "../../platform/stale/index.ts";
import { StockService } from "../items/index.ts";
import { transition } from "./dispatch/transition.ts";
import { parcelCancelled, parcelCreated, parcelUpdated } from "./events.ts";
import { tagIdsIn } from "./list/list-columns.ts";
import { addStep, type StepKind, stepsOf } from "./timeline.ts";

type CreateParcel = z.output<typeof createParcel>;
type UpdateParcel = z.output<typeof updateParcel>;

/** The line rows of a parcel. */
const linesOf = (parcelId: string, lines: CreateParcel["lines"]) =>
  lines.map((line, position) => ({ parcelId, position, ...line }));
/** Its tag rows. */
const tagsOf = (parcelId: string, tags: string[]) => tags.map((tagId) => ({ parcelId, tagId }));

/** Writes parcels before their dispatch, and their changes of state. */
export class ParcelService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Creates a parcel, as a draft or packed. @throws too_big at each line without enough stock if it is packed */
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
        newRows(parcelSteps, stepsOf(this.#ctx, id, packed ? ["created", "packed"] : ["created"])),
      ),
      hub.publish(parcelCreated, { id, reference: values.reference }, { after }),
    ]);
    if (packed) await new StockService(this.#ctx).reserve(id, [], lines);
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
    await new StockService(this.#ctx).reserve(id, earlier === "packed" ? before.lines : [], packed ? lines : []);
    const steps: StepKind[] = ["updated"];
    if (after.state !== earlier) steps.push(packed ? "packed" : "unpacked");
    const tenantId = tenant.id;
    await Promise.all([
      db.insert(parcelItems).values(linesOf(id, lines).map((line) => ({ tenantId, ...line }))),
      tags.length > 0 ? db.insert(parcelTags).values(tagsOf(id, tags).map((tag) => ({ tenantId, ...tag }))) : null,
      db.insert(parcelSteps).values(stepsOf(this.#ctx, id, steps).map((step) => ({ tenantId, ...step }))),
    ]);
    const change = changed(before, { ...after, lines, tagIds: [...tags].sort() });
    await this.#ctx.hub.publish(parcelUpdated, { id, reference: values.reference }, change);
    return { id };
  }

  /** Marks a parcel as packed, or as a draft again. */
  async setPacked(id: string, packed: boolean): Promise<{ id: string }> {
    const { reference } = await this.#permit("parcels.update", id);
    const state: ParcelState = packed ? "packed" : "draft";
    const updated = await transition(
      this.#ctx,
      id,
      { state },
      and(inArray(parcels.state, ["draft", "packed"]), ne(parcels.state, state)),
    );
    if (updated) {
      const lines = await this.#lines(id);
      await new StockService(this.#ctx).reserve(id, packed ? [] : lines, packed ? lines : []);
      await addStep(this.#ctx, id, packed ? "packed" : "unpacked");
      const change = { before: { state: packed ? "draft" : "packed" }, after: { state, version: updated.version } };
      await this.#ctx.hub.publish(parcelUpdated, { id, reference }, change);
    }
    return { id };
  }

  /** Cancels a parcel. Releases its reservation, or returns the stock of a failed parcel. */
  async cancel(id: string, reason: string | null): Promise<{ id: string }> {
    const { hub } = this.#ctx;
    const { state, reference } = await this.#permit("parcels.cancel", id);
    const stock = new StockService(this.#ctx);
    if (state === "packed") await stock.reserve(id, await this.#lines(id), []);
    if (state === "failed") await stock.return(id, await this.#lines(id));
    await transition(this.#ctx, id, { state: "cancelled" }, eq(parcels.state, state));
    await addStep(this.#ctx, id, "cancelled", reason);
    const change = { before: { state }, after: { state: "cancelled", ...(reason ? { reason } : {}) } };
    await hub.publish(parcelCancelled, { id, reference }, change);
    return { id };
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
    const rows = await this.#ctx.db
      .select({ state: parcels.state, reference: parcels.reference })
      .from(parcels)
      .where(this.#rowWithId(id))
      .for("no key update");
    const parcel = requireRow(rows, "parcel");
    const reason = this.#ctx.why(permission, parcel);
    if (reason) refuse({ path: [], code: "conflict", entity: "parcel", message: reason });
    return parcel;
  }

  #rowWithId(id: string): SQL {
    return this.#ctx.inTenant(parcels, eq(parcels.id, id));
  }
}
