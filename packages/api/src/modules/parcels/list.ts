import { preparedQuery, preparedSql } from "@waybill/db";
import { parcelItems, parcels, parcelTags, searchedParcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { type ParcelFilter, parcelListing } from "@waybill/validators/parcels";
import { and, desc, type Placeholder, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import {
  type CursorPage,
  cursorPageOf,
  type ListView,
  type SearchSource,
  type TenantContext,
} from "../../core/index.ts";
import { dayRange, FilteredList, type LeaderSearch, mostLooked, readCursor } from "../../platform/lists/index.ts";
import { fewestOfEnd, inOrder, leadsTo, prefixesOf } from "../../platform/search/index.ts";
import { attentionOf, needingAttention } from "./attention.ts";
import { happenedAt, meetsAll, parcelSearch, recipientJoin, valuesOf } from "./conditions.ts";
import { shipmentJoin } from "./shipments.ts";

/** The tags of a parcel. @param tenantId its tenant: each sub-select names its own */
export const tagIdsIn = (tenantId: Placeholder | string) => sql<string[]>`array(
  select ${parcelTags.tagId} from ${parcelTags}
  where ${parcelTags.tenantId} = ${tenantId} and ${parcelTags.parcelId} = ${parcels.id} order by 1)`;

/** The columns of a list row. Needs a join of its place and its shipment. @param tenantId of the parcels */
export const listColumnsIn = (tenantId: Placeholder | string) => ({
  id: parcels.id,
  reference: parcels.reference,
  state: parcels.state,
  recipientId: parcels.recipientId,
  // As dispatched.
  recipientName: sql<string>`coalesce(${shipments.recipient} ->> 'name', ${places.name})`,
  recipientCity: sql<string>`coalesce(${shipments.recipient} ->> 'city', ${places.city})`,
  recipientCountry: sql<string>`coalesce(${shipments.recipient} ->> 'country', ${places.country})`,
  attention: attentionOf,
  failure: parcels.failure,
  trackingNumber: parcels.trackingNumber,
  createdAt: parcels.createdAt,
  updatedAt: parcels.updatedAt,
  tagIds: tagIdsIn(tenantId),
  lineCount: sql<number>`(
    select count(*)::int from ${parcelItems}
    where ${parcelItems.tenantId} = ${tenantId} and ${parcelItems.parcelId} = ${parcels.id})`,
});

const given = sql.placeholder;
const tenantId = given("tenantId");

/** Filters with an index, usually the most selective first. */
const leaders = {
  // Of a search; known to be selective if it is used.
  words: ({ limit, after }: LeaderSearch) => sql`
    select distinct id from (${parcelSearch.ledBy({ words: given("words"), upperBounds: given("upperBounds") }, tenantId)}) as led
    where ${after(sql`id`)} order by id desc limit ${limit}`,
  recipientId: ({ limit, after }: LeaderSearch) => sql`
    select ${parcels.id} as id from ${parcels} where ${parcels.tenantId} = ${tenantId}
      and ${parcels.recipientId} = ${given("recipientId")}::uuid and ${after(parcels.id)} order by ${parcels.id} desc limit ${limit}`,
  tagIds: ({ limit, after }: LeaderSearch) => sql`
    select distinct tagged.id from unnest(${given("leadingTags")}::uuid[]) as chosen (tag) cross join lateral (
      select ${parcelTags.parcelId} as id from ${parcelTags}
      where ${parcelTags.tenantId} = ${tenantId} and ${parcelTags.tagId} = chosen.tag and ${after(parcelTags.parcelId)}
      order by ${parcelTags.parcelId} desc limit ${limit}) as tagged
    order by tagged.id desc limit ${limit}`,
  attention: ({ limit, after }: LeaderSearch) =>
    needingAttention(given("attention"), { tenantId, limit, conditions: [after(parcels.id)] }),
  states: ({ limit, after }: LeaderSearch) => eachOf("states", parcels.state, limit, after),
  carriers: ({ limit, after }: LeaderSearch) => eachOf("carriers", parcels.carrier, limit, after),
  created: ({ limit }: LeaderSearch) => withinDays("created", limit),
  dispatched: ({ limit }: LeaderSearch) => withinDays("dispatched", limit),
  delivered: ({ limit }: LeaderSearch) => withinDays("delivered", limit),
} satisfies Record<string, (search: LeaderSearch) => SQL>;

const parcelList = new FilteredList({
  table: parcels,
  leaders,
  unordered: ["created", "dispatched", "delivered"],
  keys: {
    created: { column: parcels.createdAt, kind: "moment" },
    updated: { column: parcels.updatedAt, kind: "moment" },
    dispatched: { column: parcels.dispatchedAt, kind: "moment" },
    delivered: { column: parcels.deliveredAt, kind: "moment" },
    // A cancelled parcel frees its reference, so there are two indexes.
    reference: {
      ...{ column: parcels.reference, kind: "text" },
      parts: [sql`${parcels.state} <> 'cancelled'`, sql`${parcels.state} = 'cancelled'`],
    },
  },
  condition: meetsAll(given),
});

/** SQL of parcels with one of the values of a column: a page for each value, since an index has one order. */
function eachOf(name: string, column: PgColumn, limit: SQLWrapper, after: LeaderSearch["after"]): SQL {
  return sql`
    select page.id from unnest(${given(name)}::text[]) as chosen (value) cross join lateral (
      select ${parcels.id} as id from ${parcels}
      where ${parcels.tenantId} = ${tenantId} and ${column} = chosen.value and ${after(parcels.id)}
      order by ${parcels.id} desc limit ${limit}) as page
    order by page.id desc limit ${limit}`;
}

/** SQL of parcels of some days, plus a few that the condition removes. */
function withinDays(name: keyof typeof happenedAt, limit: SQLWrapper): SQL {
  return sql`
    select ${parcels.id} as id from ${parcels} where ${parcels.tenantId} = ${tenantId}
      and ${happenedAt[name]} >= (${given(`${name}Low`)}::text)::timestamptz
      and ${happenedAt[name]} <= (${given(`${name}High`)}::text)::timestamptz limit ${limit}`;
}

/** A list request: the values of its statements, the indexed filters, and the order. */
async function understood(ctx: TenantContext, filter: Omit<ParcelFilter, "cursor" | "limit">) {
  const values = valuesOf(ctx, filter);
  const ranges = {
    created: dayRange(ctx, filter.created),
    dispatched: dayRange(ctx, filter.dispatched),
    delivered: dayRange(ctx, filter.delivered),
  };
  const key = filter.sort ?? sortOf(filter);
  const high = key === "updated" && values.unmovedSince ? values.unmovedSince : "infinity";
  const between =
    key === undefined || key === "reference" || key === "updated" ? { low: "-infinity", high } : ranges[key];
  const leadingFilters = (["recipientId", "tagIds", "attention", "states", "carriers"] as const).filter(
    (name) => values[name],
  );
  const leadingDays = (["created", "dispatched", "delivered"] as const).filter(
    (name) => filter[name] && name !== key && (ranges[name].from || ranges[name].to),
  );
  return {
    values: {
      ...values,
      leadingTags: await leadingTags(ctx, values),
      ...Object.fromEntries(
        Object.entries(ranges).flatMap(([name, { low, high: end }]) => [
          [`${name}Low`, low],
          [`${name}High`, end],
        ]),
      ),
      ...{ patterns: null, words: [], upperBounds: [] },
    },
    leaders: [...leadingFilters, ...leadingDays],
    ...{ key, between, ascending: filter.sort !== undefined && filter.ascending },
  };
}

/** The default sort key of a list with a day filter. */
function sortOf({
  dispatched,
  delivered,
  created,
  notMovedFor,
}: Pick<ParcelFilter, "dispatched" | "delivered" | "created" | "notMovedFor">) {
  if (dispatched) return "dispatched";
  if (delivered) return "delivered";
  if (created) return "created";
  return notMovedFor ? "updated" : undefined;
}

/** The tags to search by: any of the given ones, or the rarest of several required ones. */
async function leadingTags(
  ctx: TenantContext,
  { tagIds, fewestTags }: Pick<ReturnType<typeof valuesOf>, "tagIds" | "fewestTags">,
) {
  if (!tagIds || fewestTags === 1) return tagIds ?? [];
  const rarest = await ctx.run(rarestTag, { tagIds });
  return rarest.map(({ tag }) => tag);
}

const rarestTag = preparedSql<{ tag: string }>(
  () => sql`
    select tag from unnest(${given("tagIds")}::uuid[]) as chosen (tag) cross join lateral (
      select count(*) as counted from (
        select from ${parcelTags} where ${parcelTags.tenantId} = ${tenantId} and ${parcelTags.tagId} = tag
        limit ${mostLooked + 1}::int) as tagged) as counts
    order by counted limit 1`,
);

/** The list with one indexed filter or none: the most frequent query of the desk. */
const plainLists = new Map<string, ReturnType<typeof buildPlainList>>();
const plainLeaders = ["recipientId", "tagIds", "attention", "states", "carriers"] as const;
type PlainLeader = (typeof plainLeaders)[number];

function plainList(leader: PlainLeader | undefined, first: boolean) {
  const name = `${leader} ${first}`;
  const query = plainLists.get(name) ?? buildPlainList(leader, first);
  plainLists.set(name, query);
  return query;
}

function buildPlainList(leader: PlainLeader | undefined, first: boolean) {
  const after = (id: SQLWrapper) => (first ? sql`true` : sql`${id} < ${given("cursor")}::uuid`);
  const led = leader && leaders[leader]({ limit: given("limit"), after });
  return preparedQuery((db) =>
    db
      .select(listColumnsIn(given("tenantId")))
      .from(parcels)
      .innerJoin(places, recipientJoin)
      .leftJoin(shipments, shipmentJoin)
      .where(
        and(
          sql`${parcels.tenantId} = ${tenantId}`,
          led ? sql`${parcels.id} in (${led})` : first ? undefined : after(parcels.id),
        ),
      )
      .orderBy(desc(parcels.id))
      .limit(given("limit")),
  );
}

/** Whether {@link plainList} covers the request. */
function plainly({
  cursor: _cursor,
  limit: _limit,
  ...filter
}: ParcelFilter): { leader: PlainLeader | undefined } | null {
  const names = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined || value === "" || (Array.isArray(value) && value.length === 0) ? [] : [name],
  );
  if (names.length === 0) return { leader: undefined };
  const leader = plainLeaders.find((name) => name === names[0]);
  return names.length === 1 && leader ? { leader } : null;
}

/** Parcels in the requested order; without one, a search puts parcels with a matching name first. */
export async function listParcels(ctx: TenantContext, filter: ParcelFilter) {
  const plain = plainly(filter);
  if (plain) {
    const { limit } = filter;
    const cursor = readCursor(filter.cursor)?.id;
    const asked = valuesOf(ctx, filter);
    const values = { ...asked, leadingTags: asked.tagIds, cursor, limit: limit + 1 };
    return cursorPageOf(await ctx.run(plainList(plain.leader, cursor === undefined), values), limit, ({ id }) => id);
  }
  const { items: ids, nextCursor } = await parcelIds(ctx, filter);
  const rows = ids.length > 0 ? await ctx.run(rowsQuery, { ids }) : [];
  return { items: inOrder(ids, rows), nextCursor };
}

/** The ids of a page of parcels. */
async function parcelIds(ctx: TenantContext, filter: ParcelFilter): Promise<CursorPage<string>> {
  const { search, cursor, limit } = filter;
  const asked = await understood(ctx, filter);
  if (!search) return parcelList.page(ctx, { ...asked, cursor, limit });
  const meant = await parcelSearch.understand(ctx, search);
  if (!meant) return { items: [], nextCursor: null };
  const values = { ...asked.values, patterns: meant.patterns, ...prefixesOf(meant.lead) };
  const searched = { ...asked, values, cursor, few: meant.few ? ("words" as const) : undefined };
  if (asked.key) return parcelList.page(ctx, { ...searched, limit });
  // One fewer than a page, so that a page with a next one ends with an unnamed parcel.
  const named = await namedParcels(ctx, values, meant.joined, Math.min(limit - 1, mostNamed));
  const first = cursor ? [] : named;
  const { items, nextCursor } = await parcelList.page(ctx, {
    ...searched,
    limit: limit - first.length,
    without: named,
  });
  return { items: [...first, ...items], nextCursor };
}

/** The parcel list for saved views. */
export const parcelView: ListView = {
  name: "parcels",
  permission: "parcels.read",
  state: parcelListing,
  async count(ctx, state, limit) {
    const { items: counted, nextCursor } = await parcelIds(ctx, { ...parcelListing.parse(state), limit });
    return { count: counted.length, more: nextCursor !== null };
  },
};

/** The maximum number of parcels with a matching name; of more, only exact matches come first. */
const mostNamed = 50;

/** The ids of parcels with a matching name, in the order of {@link namedQuery}. */
async function namedParcels(ctx: TenantContext, values: Record<string, unknown>, joined: string, limit: number) {
  const ends = joined.length < fewestOfEnd ? [] : [`<${[...joined].reverse().join("")}`];
  const { words: begins, upperBounds: beyondThem } = prefixesOf([joined, ...ends]);
  const rows = await ctx.run(namedQuery, { ...values, joined, begins, beyondThem, limit });
  return rows.map(({ id }) => id);
}

/** Parcels whose reference equals the search, then those that begin or end with it; each newest first. */
const namedQuery = preparedSql<{ id: string }>(() => {
  const many = sql`${mostNamed}::int`;
  const words = leadsTo(searchedParcels.kind);
  const called = words({ word: given("joined"), beyond: sql`${given("joined")} || ' '` }, tenantId);
  const begins = words({ word: sql`asked.word`, beyond: sql`asked.beyond` }, tenantId);
  const looked = sql`
    with begins as materialized (
      select id from (select * from unnest(${given("begins")}::text[], ${given("beyondThem")}::text[]) offset 0) as asked (word, beyond)
      cross join lateral (${begins}) as led limit ${many} + 1)
    select id from (select id from (${called}) as exact order by id desc limit ${many}) as exact
    union select id from begins where (select count(*) from begins) <= ${many}`;
  const isCalled = (pattern: SQL) => sql`starts_with(search_text(found.reference) || ' ', ${pattern})`;
  return sql`select found.id from (${looked}) as looked cross join lateral (
      select ${parcels.id} as id, ${parcels.reference} as reference from ${parcels}
      where ${parcels.tenantId} = ${tenantId} and ${parcels.id} = looked.id and ${meetsAll(given)} offset 0) as found
    order by ${isCalled(sql`' ' || ${given("joined")} || ' '`)} desc, ${isCalled(sql`' ' || ${given("joined")}`)} desc, found.id desc
    limit ${given("limit")}`;
});

/** The maximum number of carriers listed. */
const mostCarriers = 50;

/** The carriers of dispatched parcels, read one by one through the index. */
const carriersQuery = preparedSql<{ name: string }>(() => {
  const next = (beyond: SQL) => sql`
    select ${parcels.carrier} from ${parcels} where ${parcels.tenantId} = ${tenantId} and ${beyond} order by ${parcels.carrier} limit 1`;
  return sql`
    with recursive used (name, counted) as (
      (select (${next(sql`${parcels.carrier} is not null`)}), 1)
      union all
      select (${next(sql`${parcels.carrier} > used.name`)}), counted + 1 from used
      where used.name is not null and counted < ${mostCarriers}::int)
    select name from used where name is not null`;
});

/** The carriers of the tenant's dispatched parcels, by name. */
export async function usedCarriers(ctx: TenantContext) {
  return { items: await ctx.run(carriersQuery, {}), nextCursor: null };
}

/** The rows of a list by ids. */
const rowsQuery = preparedQuery((db) =>
  db
    .select(listColumnsIn(given("tenantId")))
    .from(parcels)
    .innerJoin(places, recipientJoin)
    .leftJoin(shipments, shipmentJoin)
    .where(and(sql`${parcels.tenantId} = ${given("tenantId")}`, sql`${parcels.id} = any(${given("ids")}::uuid[])`)),
);

/** Parcels in the global search. */
export const parcelSource: SearchSource = {
  entity: "parcel",
  async find(ctx, search, limit) {
    const { items: found } = await listParcels(ctx, { search, limit });
    return found.map(({ id, reference, recipientName, recipientCity }) => ({
      id,
      label: reference,
      detail: `${recipientName}, ${recipientCity}`,
    }));
  },
};
