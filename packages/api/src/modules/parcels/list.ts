import { preparedQuery, preparedSql } from "@waybill/db";
import { parcelItems, parcels, parcelTags, searchedParcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { type ParcelFilter, parcelListing } from "@waybill/validators/parcels";
import { and, desc, type Placeholder, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import {
  type CursorPage,
  cursorPageOf,
  isoText,
  type ListView,
  type SearchProvider,
  type TenantContext,
} from "../../core/index.ts";
import { type CandidateSearch, dayRange, FilteredList, maxScanned, readCursor } from "../../platform/lists/index.ts";
import { candidatesOf, inOrderOfIds, minSuffixLength, prefixesOf } from "../../platform/search/index.ts";
import { attentionOf, parcelsNeedingAttention } from "./attention.ts";
import { dayColumns, matchesFilters, parcelSearch, recipientJoin, valuesOf } from "./conditions.ts";
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
  createdAt: isoText(parcels.createdAt),
  updatedAt: isoText(parcels.updatedAt),
  tagIds: tagIdsIn(tenantId),
  lineCount: sql<number>`(
    select count(*)::int from ${parcelItems}
    where ${parcelItems.tenantId} = ${tenantId} and ${parcelItems.parcelId} = ${parcels.id})`,
});

const placeholder = sql.placeholder;
const tenantId = placeholder("tenantId");

/** Filters with an index, usually the most selective first. */
const indexedFilters = {
  // Of a search; known to be selective if it is used.
  words: ({ limit, after }: CandidateSearch) => sql`
    select distinct id from (${parcelSearch.candidatesByPrefixes({ words: placeholder("words"), upperBounds: placeholder("upperBounds") }, tenantId)}) as candidate
    where ${after(sql`id`)} order by id desc limit ${limit}`,
  recipientId: ({ limit, after }: CandidateSearch) => sql`
    select ${parcels.id} as id from ${parcels} where ${parcels.tenantId} = ${tenantId}
      and ${parcels.recipientId} = ${placeholder("recipientId")}::uuid and ${after(parcels.id)} order by ${parcels.id} desc limit ${limit}`,
  tagIds: ({ limit, after }: CandidateSearch) => sql`
    select distinct tagged.id from unnest(${placeholder("candidateTags")}::uuid[]) as chosen (tag) cross join lateral (
      select ${parcelTags.parcelId} as id from ${parcelTags}
      where ${parcelTags.tenantId} = ${tenantId} and ${parcelTags.tagId} = chosen.tag and ${after(parcelTags.parcelId)}
      order by ${parcelTags.parcelId} desc limit ${limit}) as tagged
    order by tagged.id desc limit ${limit}`,
  attention: ({ limit, after }: CandidateSearch) =>
    parcelsNeedingAttention(placeholder("attention"), { tenantId, limit, conditions: [after(parcels.id)] }),
  states: ({ limit, after }: CandidateSearch) => candidatesByValue("states", parcels.state, limit, after),
  carriers: ({ limit, after }: CandidateSearch) => candidatesByValue("carriers", parcels.carrier, limit, after),
  created: ({ limit }: CandidateSearch) => candidatesByDays("created", limit),
  dispatched: ({ limit }: CandidateSearch) => candidatesByDays("dispatched", limit),
  delivered: ({ limit }: CandidateSearch) => candidatesByDays("delivered", limit),
} satisfies Record<string, (search: CandidateSearch) => SQL>;

const parcelList = new FilteredList({
  table: parcels,
  indexedFilters,
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
  condition: matchesFilters(placeholder),
});

/** SQL of parcels with one of the values of a column: a page for each value, since an index has one order. */
function candidatesByValue(name: string, column: PgColumn, limit: SQLWrapper, after: CandidateSearch["after"]): SQL {
  return sql`
    select page.id from unnest(${placeholder(name)}::text[]) as chosen (value) cross join lateral (
      select ${parcels.id} as id from ${parcels}
      where ${parcels.tenantId} = ${tenantId} and ${column} = chosen.value and ${after(parcels.id)}
      order by ${parcels.id} desc limit ${limit}) as page
    order by page.id desc limit ${limit}`;
}

/** SQL of parcels of some days, plus a few that the condition removes. */
function candidatesByDays(name: keyof typeof dayColumns, limit: SQLWrapper): SQL {
  return sql`
    select ${parcels.id} as id from ${parcels} where ${parcels.tenantId} = ${tenantId}
      and ${dayColumns[name]} >= (${placeholder(`${name}Low`)}::text)::timestamptz
      and ${dayColumns[name]} <= (${placeholder(`${name}High`)}::text)::timestamptz limit ${limit}`;
}

/** A list request: the values of its statements, the indexed filters, and the order. */
async function parseFilter(ctx: TenantContext, filter: Omit<ParcelFilter, "cursor" | "limit">) {
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
  const indexedFilterNames = (["recipientId", "tagIds", "attention", "states", "carriers"] as const).filter(
    (name) => values[name],
  );
  const dayFilterNames = (["created", "dispatched", "delivered"] as const).filter(
    (name) => filter[name] && name !== key && (ranges[name].from || ranges[name].to),
  );
  return {
    values: {
      ...values,
      candidateTags: await candidateTags(ctx, values),
      ...Object.fromEntries(
        Object.entries(ranges).flatMap(([name, { low, high: end }]) => [
          [`${name}Low`, low],
          [`${name}High`, end],
        ]),
      ),
      ...{ patterns: null, words: [], upperBounds: [] },
    },
    filters: [...indexedFilterNames, ...dayFilterNames],
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
async function candidateTags(
  ctx: TenantContext,
  { tagIds, fewestTags }: Pick<ReturnType<typeof valuesOf>, "tagIds" | "fewestTags">,
) {
  if (!tagIds || fewestTags === 1) return tagIds ?? [];
  const rarest = await ctx.run(rarestTag, { tagIds });
  return rarest.map(({ tag }) => tag);
}

const rarestTag = preparedSql<{ tag: string }>(
  () => sql`
    select tag from unnest(${placeholder("tagIds")}::uuid[]) as chosen (tag) cross join lateral (
      select count(*) as counted from (
        select from ${parcelTags} where ${parcelTags.tenantId} = ${tenantId} and ${parcelTags.tagId} = tag
        limit ${maxScanned + 1}::int) as tagged) as counts
    order by counted limit 1`,
);

/** The list with one indexed filter or none: the most frequent query of the desk. */
const simpleQueries = new Map<string, ReturnType<typeof buildSimpleQuery>>();
const simpleFilters = ["recipientId", "tagIds", "attention", "states", "carriers"] as const;
type SimpleFilter = (typeof simpleFilters)[number];

function simpleQuery(filter: SimpleFilter | undefined, first: boolean) {
  const name = `${filter} ${first}`;
  const query = simpleQueries.get(name) ?? buildSimpleQuery(filter, first);
  simpleQueries.set(name, query);
  return query;
}

function buildSimpleQuery(filter: SimpleFilter | undefined, first: boolean) {
  const after = (id: SQLWrapper) => (first ? sql`true` : sql`${id} < ${placeholder("cursor")}::uuid`);
  const candidates = filter && indexedFilters[filter]({ limit: placeholder("limit"), after });
  return preparedQuery((db) =>
    db
      .select(listColumnsIn(placeholder("tenantId")))
      .from(parcels)
      .innerJoin(places, recipientJoin)
      .leftJoin(shipments, shipmentJoin)
      .where(
        and(
          sql`${parcels.tenantId} = ${tenantId}`,
          candidates ? sql`${parcels.id} in (${candidates})` : first ? undefined : after(parcels.id),
        ),
      )
      .orderBy(desc(parcels.id))
      .limit(placeholder("limit")),
  );
}

/** Whether {@link simpleQuery} covers the request. */
function simpleFilterOf({
  cursor: _cursor,
  limit: _limit,
  ...filter
}: ParcelFilter): { name: SimpleFilter | undefined } | null {
  const names = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined || value === "" || (Array.isArray(value) && value.length === 0) ? [] : [name],
  );
  if (names.length === 0) return { name: undefined };
  const simple = simpleFilters.find((name) => name === names[0]);
  return names.length === 1 && simple ? { name: simple } : null;
}

/** Parcels in the requested order; without one, a search puts parcels with a matching name first. */
export async function listParcels(ctx: TenantContext, filter: ParcelFilter) {
  const simple = simpleFilterOf(filter);
  if (simple) {
    const { limit } = filter;
    const cursor = readCursor(filter.cursor)?.id;
    const asked = valuesOf(ctx, filter);
    const values = { ...asked, candidateTags: asked.tagIds, cursor, limit: limit + 1 };
    return cursorPageOf(await ctx.run(simpleQuery(simple.name, cursor === undefined), values), limit, ({ id }) => id);
  }
  const { items: ids, nextCursor } = await parcelIds(ctx, filter);
  const rows = ids.length > 0 ? await ctx.run(rowsQuery, { ids }) : [];
  return { items: inOrderOfIds(ids, rows), nextCursor };
}

/** The ids of a page of parcels. */
async function parcelIds(ctx: TenantContext, filter: ParcelFilter): Promise<CursorPage<string>> {
  const { search, cursor, limit } = filter;
  const request = await parseFilter(ctx, filter);
  if (!search) return parcelList.page(ctx, { ...request, cursor, limit });
  const query = await parcelSearch.parse(ctx, search);
  if (!query) return { items: [], nextCursor: null };
  const values = { ...request.values, patterns: query.patterns, ...prefixesOf(query.prefixes) };
  const searched = { ...request, values, cursor, selectiveFilter: query.selective ? ("words" as const) : undefined };
  if (request.key) return parcelList.page(ctx, { ...searched, limit });
  // One fewer than a page, so that a page with a next one ends with an unnamed parcel.
  const named = await namedParcels(ctx, values, query.compact, Math.min(limit - 1, maxNamed));
  const first = cursor ? [] : named;
  const { items, nextCursor } = await parcelList.page(ctx, {
    ...searched,
    limit: limit - first.length,
    excluded: named,
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
const maxNamed = 50;

/** The ids of parcels with a matching name, in the order of {@link namedQuery}. */
async function namedParcels(ctx: TenantContext, values: Record<string, unknown>, compact: string, limit: number) {
  const ends = compact.length < minSuffixLength ? [] : [`<${[...compact].reverse().join("")}`];
  const { words: begins, upperBounds } = prefixesOf([compact, ...ends]);
  const rows = await ctx.run(namedQuery, { ...values, compact, begins, upperBounds, limit });
  return rows.map(({ id }) => id);
}

/** Parcels whose reference equals the search, then those that begin or end with it; each newest first. */
const namedQuery = preparedSql<{ id: string }>(() => {
  const many = sql`${maxNamed}::int`;
  const words = candidatesOf(searchedParcels.kind);
  const called = words(
    { lowerBound: placeholder("compact"), upperBound: sql`${placeholder("compact")} || ' '` },
    tenantId,
  );
  const begins = words({ lowerBound: sql`range.word`, upperBound: sql`range.upper_bound` }, tenantId);
  const scanned = sql`
    with begins as materialized (
      select id from (select * from unnest(${placeholder("begins")}::text[], ${placeholder("upperBounds")}::text[]) offset 0) as range (word, upper_bound)
      cross join lateral (${begins}) as candidate limit ${many} + 1)
    select id from (select id from (${called}) as exact order by id desc limit ${many}) as exact
    union select id from begins where (select count(*) from begins) <= ${many}`;
  const isCalled = (pattern: SQL) => sql`starts_with(search_text(found.reference) || ' ', ${pattern})`;
  return sql`select found.id from (${scanned}) as scanned cross join lateral (
      select ${parcels.id} as id, ${parcels.reference} as reference from ${parcels}
      where ${parcels.tenantId} = ${tenantId} and ${parcels.id} = scanned.id and ${matchesFilters(placeholder)} offset 0) as found
    order by ${isCalled(sql`' ' || ${placeholder("compact")} || ' '`)} desc, ${isCalled(sql`' ' || ${placeholder("compact")}`)} desc, found.id desc
    limit ${placeholder("limit")}`;
});

/** The maximum number of carriers listed. */
const maxCarriers = 50;

/** The carriers of dispatched parcels, read one by one through the index. */
const carriersQuery = preparedSql<{ name: string }>(() => {
  const next = (beyond: SQL) => sql`
    select ${parcels.carrier} from ${parcels} where ${parcels.tenantId} = ${tenantId} and ${beyond} order by ${parcels.carrier} limit 1`;
  return sql`
    with recursive used (name, counted) as (
      (select (${next(sql`${parcels.carrier} is not null`)}), 1)
      union all
      select (${next(sql`${parcels.carrier} > used.name`)}), counted + 1 from used
      where used.name is not null and counted < ${maxCarriers}::int)
    select name from used where name is not null`;
});

/** The carriers of the tenant's dispatched parcels, by name. */
export async function usedCarriers(ctx: TenantContext) {
  return { items: await ctx.run(carriersQuery, {}), nextCursor: null };
}

/** The rows of a list by ids. */
const rowsQuery = preparedQuery((db) =>
  db
    .select(listColumnsIn(placeholder("tenantId")))
    .from(parcels)
    .innerJoin(places, recipientJoin)
    .leftJoin(shipments, shipmentJoin)
    .where(
      and(
        sql`${parcels.tenantId} = ${placeholder("tenantId")}`,
        sql`${parcels.id} = any(${placeholder("ids")}::uuid[])`,
      ),
    ),
);

/** Parcels in the global search. */
export const parcelSearchProvider: SearchProvider = {
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
