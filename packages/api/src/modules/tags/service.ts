import { alphabetical } from "@waybill/db";
import { tags } from "@waybill/db/tags";
import type { TagColor, updateTag } from "@waybill/validators/tags";
import { asc, eq } from "drizzle-orm";
import type { z } from "zod";
import { changed, requireRow, type TenantContext } from "../../core/index.ts";
import { staleSince } from "../../platform/stale/index.ts";
import { tagCreated, tagDeleted, tagUpdated } from "./events.ts";

const columns = { id: tags.id, name: tags.name, color: tags.color, version: tags.version };

/** Markers for items and parcels. */
export class TagService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** All tags by name. A tenant has few. */
  async list() {
    const items = await this.#ctx.db
      .select(columns)
      .from(tags)
      .where(this.#ctx.inTenant(tags))
      .orderBy(alphabetical(tags.name), asc(tags.id));
    return { items, nextCursor: null };
  }

  async create(input: { name: string; color: TagColor }) {
    const { db, hub, tenant } = this.#ctx;
    const rows = await db
      .insert(tags)
      .values({ tenantId: tenant.id, ...input })
      .returning(columns);
    const tag = requireRow(rows, "tag");
    await hub.publish(tagCreated, tag, { after: input });
    return tag;
  }

  /** Changes the given fields of a tag. @throws the stale issue if someone else has changed it since `version` */
  async update({ id, version, ...values }: z.output<typeof updateTag>) {
    const { db, hub } = this.#ctx;
    const before = requireRow(
      await db.select(columns).from(tags).where(this.#rowWithId(id)).for("no key update"),
      "tag",
    );
    if (before.version !== version) throw await staleSince(this.#ctx, "tag", id, version);
    const after = { ...values, version: version + 1 };
    const tag = requireRow(await db.update(tags).set(after).where(this.#rowWithId(id)).returning(columns), "tag");
    await hub.publish(tagUpdated, tag, changed(before, after));
    return tag;
  }

  /** Deletes a tag and removes it from all items and parcels. */
  async delete(id: string) {
    const { db, hub } = this.#ctx;
    const tag = requireRow(await db.delete(tags).where(this.#rowWithId(id)).returning(columns), "tag");
    await hub.publish(tagDeleted, tag, { before: { name: tag.name, color: tag.color } });
    return { id };
  }

  #rowWithId(id: string) {
    return this.#ctx.inTenant(tags, eq(tags.id, id));
  }
}
