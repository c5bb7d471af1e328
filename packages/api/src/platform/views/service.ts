import { alphabetical } from "@waybill/db";
import { users } from "@waybill/db/users";
import { views } from "@waybill/db/views";
import { type createView, maxCountedInView, type updateView } from "@waybill/validators";
import { asc, count, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import {
  changed,
  type FieldChanges,
  InputRefused,
  type ListView,
  notFound,
  refuse,
  requireRow,
  type TenantContext,
} from "../../core/index.ts";
import { staleSince } from "../stale/index.ts";
import { viewShared, viewUpdated, viewWithdrawn } from "./events.ts";

/** The maximum number of views per person, including shared ones. */
const maxViews = 100;

/** The maximum length of a view's state, in characters of JSON. */
const maxStateLength = 4000;

const columns = {
  id: views.id,
  list: views.list,
  name: views.name,
  state: views.state,
  shared: views.shared,
  userId: views.userId,
  version: views.version,
};

/** The valid part of a saved state, and the names of outdated parts. */
function readState(
  { state: schema, formerNames = {} }: ListView,
  saved: Record<string, unknown>,
): { state: Record<string, unknown>; obsolete: string[] } {
  const shape: Record<string, z.ZodType> = schema.shape;
  const state: Record<string, unknown> = {};
  const obsolete: string[] = [];
  for (const [savedName, value] of Object.entries(saved)) {
    const name = Object.hasOwn(formerNames, savedName) ? (formerNames[savedName] ?? savedName) : savedName;
    const read = Object.hasOwn(shape, name) ? shape[name]?.safeParse(value) : undefined;
    if (read?.success && read.data !== undefined) state[name] = read.data;
    else obsolete.push(name);
  }
  return { state, obsolete: obsolete.sort() };
}

/** Saved views: a person's own and shared ones, of the lists that they may read. */
export class ViewService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** The visible views, by name. */
  async list() {
    const { db, inTenant, user } = this.#ctx;
    const rows = await db
      .select({ ...columns, userName: users.name })
      .from(views)
      .innerJoin(users, eq(users.id, views.userId))
      .where(inTenant(views, this.#seen()))
      .orderBy(alphabetical(views.name), asc(views.id));
    const items = rows.flatMap(({ userId, state, ...row }) => {
      const list = this.#readable(row.list);
      return list ? [{ ...row, ...readState(list, state), mine: userId === user?.id }] : [];
    });
    return { items, nextCursor: null };
  }

  /** The number of rows of a view, up to a limit. @throws NOT_FOUND */
  async count(id: string): Promise<{ count: number; more: boolean }> {
    const { list, state } = requireRow(await this.#rows(id), "view");
    const known = this.#readable(list);
    if (!known) throw notFound("view");
    return known.count(this.#ctx, readState(known, state).state, maxCountedInView);
  }

  /**
   * Saves a view of the caller.
   *
   * @throws not_found at `list`, too_big at the maximum number of views, and issues of the state
   */
  async create(userId: string, { list, name, state, shared }: z.output<typeof createView>): Promise<{ id: string }> {
    const { db, inTenant, tenant } = this.#ctx;
    const kept = this.#checked(list, state);
    if (shared) this.#mustShare();
    const mine = await db
      .select({ count: count() })
      .from(views)
      .where(inTenant(views, eq(views.userId, userId)));
    if (requireRow(mine, "view").count >= maxViews) {
      refuse({
        path: [],
        code: "too_big",
        message: `You can have at most ${maxViews} views. Delete one first.`,
        params: { maximum: maxViews },
      });
    }
    const rows = await db
      .insert(views)
      .values({ tenantId: tenant.id, list, name, state: kept, shared, userId })
      .returning({ id: views.id });
    const { id } = requireRow(rows, "view");
    await this.#announceChange({ id, name, before: false, after: shared }, { after: { name, state: kept } });
    return { id };
  }

  /** Changes the given fields of a view. @throws NOT_FOUND, stale, not_allowed */
  async update({ id, version, ...given }: z.output<typeof updateView>): Promise<{ id: string }> {
    const { db, user } = this.#ctx;
    const before = requireRow(await this.#rows(id, true), "view");
    if (before.shared || given.shared) this.#mustShare();
    // Only the creator can stop sharing: for anyone else the view would disappear.
    if (given.shared === false && before.userId !== user?.id) {
      refuse({
        path: ["shared"],
        code: "not_allowed",
        message: "Only the creator of this view can stop sharing it. You can delete it instead.",
      });
    }
    if (before.version !== version) throw await staleSince(this.#ctx, "view", id, version);
    const state = given.state && this.#checked(before.list, given.state);
    const after = {
      name: before.name,
      shared: before.shared,
      ...given,
      ...(state ? { state } : {}),
      version: version + 1,
    };
    await db
      .update(views)
      .set({ ...after, updatedAt: sql`now()` })
      .where(this.#rowWithId(id));
    const change = changed(before, { ...after, state: after.state ?? before.state });
    await this.#announceChange({ id, name: after.name, before: before.shared, after: after.shared }, change);
    return { id };
  }

  /** Deletes a view. @throws NOT_FOUND, not_allowed */
  async delete(id: string): Promise<{ id: string }> {
    const { name, shared, state } = requireRow(await this.#rows(id, true), "view");
    if (shared) this.#mustShare();
    await this.#ctx.db.delete(views).where(this.#rowWithId(id));
    await this.#announceChange({ id, name, before: shared, after: false }, { before: { name, state } });
    return { id };
  }

  /** The part of a state that a view stores. @throws its issues by name */
  #checked(list: string, state: Record<string, unknown>): Record<string, unknown> {
    const known = this.#readable(list);
    if (!known) refuse({ path: ["list"], code: "not_found", message: "This list does not exist." });
    const { state: kept, obsolete } = readState(known, state);
    // Unknown parts are dropped, like unknown fields of an input.
    const wrong = obsolete.filter((name) => Object.hasOwn(known.state.shape, name));
    if (wrong.length > 0) {
      const message = "This value is not valid for this filter.";
      throw new InputRefused(wrong.map((name) => ({ path: ["state", name], code: "invalid", message })));
    }
    if (JSON.stringify(kept).length > maxStateLength) {
      const message = "This view has too many filters. Remove some.";
      refuse({ path: ["state"], code: "too_big", message, params: { maximum: maxStateLength } });
    }
    return kept;
  }

  /** A list that exists and that the caller may read. */
  #readable(name: string): ListView | undefined {
    const list = this.#ctx.registry.lists.get(name);
    return list && this.#ctx.permissions.has(list.permission) ? list : undefined;
  }

  #mustShare(): void {
    const { permissions } = this.#ctx;
    if (permissions.has("views.share")) return;
    const message = "You need the permission views.share to change shared views.";
    refuse({ path: ["shared"], code: "not_allowed", message, params: { permission: "views.share" } });
  }

  /** Announces a change to open pages; of a shared view, in the activity too. */
  async #announceChange(
    { id, name, before, after }: { id: string; name: string; before: boolean; after: boolean },
    change: FieldChanges,
  ): Promise<void> {
    const { hub } = this.#ctx;
    if (!before && !after) return hub.announce("view", id);
    const event = !before ? viewShared : after ? viewUpdated : viewWithdrawn;
    await hub.publish(event, { id, name }, change);
  }

  /** Row-level security enforces the same. */
  #seen() {
    const { user } = this.#ctx;
    return user ? sql`(${views.shared} or ${views.userId} = ${user.id})` : sql`${views.shared}`;
  }

  #rows(id: string, lock = false) {
    const query = this.#ctx.db.select(columns).from(views).where(this.#rowWithId(id));
    return lock ? query.for("no key update") : query;
  }

  #rowWithId(id: string) {
    return this.#ctx.inTenant(views, eq(views.id, id), this.#seen());
  }
}
