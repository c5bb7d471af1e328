import { places } from "@waybill/db/places";
import type { createPlace, PlaceExport, PlaceFilter, PlaceRow, updatePlace } from "@waybill/validators/places";
import { asc, eq, gt, sql } from "drizzle-orm";
import type { z } from "zod";
import {
  changed,
  lockUnused,
  oneOf,
  requireRow,
  type SearchProvider,
  type TenantContext,
  upsertRows,
} from "../../core/index.ts";
import { textsOf } from "../../platform/imports/index.ts";
import { inOrderOfIds } from "../../platform/search/index.ts";
import { staleSince } from "../../platform/stale/index.ts";
import { placeCreated, placeDeleted, placesImported, placeUpdated } from "./events.ts";
import { placeConditions, placeIds, placeSearch } from "./list.ts";
import { toPlace } from "./rules.ts";

type CreatePlace = z.output<typeof createPlace>;
type UpdatePlace = z.output<typeof updatePlace>;

/** The columns of imports and exports. */
const rowColumns = {
  code: places.code,
  name: places.name,
  country: places.country,
  city: places.city,
  postcode: places.postcode,
  line1: places.line1,
  line2: places.line2,
  latitude: places.latitude,
  longitude: places.longitude,
};

const columns = {
  id: places.id,
  ...rowColumns,
  version: places.version,
  createdAt: places.createdAt,
  updatedAt: places.updatedAt,
};

/** Their names. */
export const placeColumns = [
  "code",
  "name",
  "country",
  "city",
  "postcode",
  "line1",
  "line2",
  "latitude",
  "longitude",
] as const satisfies (keyof typeof rowColumns)[];

/** The addresses that parcels go to. */
export class PlaceService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** A page of places. */
  async list(filter: PlaceFilter) {
    const { db, inTenant } = this.#ctx;
    const { items: ids, nextCursor } = await placeIds(this.#ctx, filter);
    if (ids.length === 0) return { items: [], nextCursor };
    const rows = await db
      .select(columns)
      .from(places)
      .where(inTenant(places, oneOf(places.id, ids)));
    return { items: inOrderOfIds(ids, rows), nextCursor };
  }

  /** A batch of places by code, for an export. @param after the last code of the previous batch */
  async exportBatch(filter: PlaceExport, after: string | null, limit: number) {
    const { db, inTenant } = this.#ctx;
    const searched = filter.search ? await placeSearch.condition(this.#ctx, filter.search) : undefined;
    const filtered = placeConditions(this.#ctx, filter);
    const rows = await db
      .select(rowColumns)
      .from(places)
      .where(inTenant(places, searched, ...filtered, after === null ? undefined : gt(places.code, after)))
      .orderBy(asc(places.code))
      .limit(limit);
    return { rows, next: rows.length === limit ? (rows.at(-1)?.code ?? null) : null };
  }

  /** One place. @throws NOT_FOUND */
  async byId(id: string) {
    return requireRow(await this.#ctx.db.select(columns).from(places).where(this.#rowWithId(id)), "place");
  }

  async create(input: CreatePlace): Promise<{ id: string }> {
    const { db, hub, tenant } = this.#ctx;
    const rows = await db
      .insert(places)
      .values({ tenantId: tenant.id, ...input })
      .returning({ id: places.id });
    const place = requireRow(rows, "place");
    await hub.publish(placeCreated, { ...place, code: input.code, name: input.name }, { after: input });
    return place;
  }

  /** Changes a place. @throws the stale issue if someone else has changed it since `version` */
  async update({ id, version, ...values }: UpdatePlace): Promise<{ id: string }> {
    const { db, hub } = this.#ctx;
    const before = requireRow(
      await db.select(columns).from(places).where(this.#rowWithId(id)).for("no key update"),
      "place",
    );
    if (before.version !== version) throw await staleSince(this.#ctx, "place", id, version);
    const after = { ...values, version: version + 1 };
    await db
      .update(places)
      .set({ ...after, updatedAt: sql`now()` })
      .where(this.#rowWithId(id));
    await hub.publish(placeUpdated, { id, code: values.code, name: values.name }, changed(before, after));
    return { id };
  }

  /** Deletes a place without parcels. @throws a conflict if a parcel goes to it */
  async delete(id: string): Promise<{ id: string }> {
    const { db, hub } = this.#ctx;
    await lockUnused(this.#ctx, toPlace, id);
    const before = requireRow(await db.delete(places).where(this.#rowWithId(id)).returning(rowColumns), "place");
    await hub.publish(placeDeleted, { id, code: before.code, name: before.name }, { before });
    return { id };
  }

  /** Existing rows for the codes, as texts of an import row. @param lock locks them until the transaction ends */
  async rowsOf(codes: string[], lock: boolean): Promise<Map<string, Record<string, string>>> {
    const { db, inTenant } = this.#ctx;
    const query = db
      .select(rowColumns)
      .from(places)
      .where(inTenant(places, sql`${places.code} = any(${sql.param(codes)}::text[])`))
      .orderBy(asc(places.id));
    const rows = await (lock ? query.for("no key update") : query);
    return new Map(rows.map((row) => [row.code, textsOf(row)]));
  }

  /** Writes imported rows: creates new codes and changes known ones. */
  writeRows(rows: PlaceRow[]): Promise<{ created: number; updated: number }> {
    return upsertRows(this.#ctx, places, "code", rows);
  }

  /** Publishes the end of an import. */
  async imported(): Promise<void> {
    await this.#ctx.hub.publish(placesImported, {});
  }

  #rowWithId(id: string) {
    return this.#ctx.inTenant(places, eq(places.id, id));
  }
}

/** Places in the global search. */
export const placeSearchProvider: SearchProvider = {
  entity: "place",
  async find(ctx, text, limit) {
    const { items: ids } = await placeIds(ctx, { search: text, limit });
    const rows = await ctx.db
      .select({ id: places.id, name: places.name, code: places.code, city: places.city })
      .from(places)
      .where(ctx.inTenant(places, oneOf(places.id, ids)));
    return inOrderOfIds(ids, rows).map(({ id, name, code, city }) => ({ id, label: name, detail: `${code}, ${city}` }));
  },
};
