import { tags } from "@waybill/db";
import type { TagColor } from "@waybill/validators";
import { asc, eq, sql } from "drizzle-orm";
import { changed, found, type TenantContext } from "../../core/index.ts";
import { tagCreated, tagDeleted, tagUpdated } from "./events.ts";

const columns = { id: tags.id, name: tags.name, color: tags.color };

/** Labels for items and parcels. */
export class TagService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Every tag, by name. A tenant has few. */
  async list() {
    const items = await this.#ctx.db
      .select(columns)
      .from(tags)
      .where(this.#ctx.own(tags))
      .orderBy(asc(sql`lower(${tags.name})`));
    return { items, nextCursor: null };
  }

  async create(input: { name: string; color: TagColor }) {
    const { db, hub, tenant } = this.#ctx;
    const rows = await db
      .insert(tags)
      .values({ tenantId: tenant.id, ...input })
      .returning(columns);
    const tag = found(rows, "tag");
    await hub.publish(tagCreated, tag, { after: input });
    return tag;
  }

  async update({ id, ...values }: { id: string; name: string; color: TagColor }) {
    const { db, hub } = this.#ctx;
    const before = found(await db.select(columns).from(tags).where(this.#own(id)).for("update"), "tag");
    const tag = found(await db.update(tags).set(values).where(this.#own(id)).returning(columns), "tag");
    await hub.publish(tagUpdated, tag, changed(before, values));
    return tag;
  }

  /** Deletes a tag, and takes it off everything that has it. */
  async delete(id: string) {
    const { db, hub } = this.#ctx;
    const tag = found(await db.delete(tags).where(this.#own(id)).returning(columns), "tag");
    await hub.publish(tagDeleted, tag, { before: { name: tag.name, color: tag.color } });
    return { id };
  }

  #own(id: string) {
    return this.#ctx.own(tags, eq(tags.id, id));
  }
}
