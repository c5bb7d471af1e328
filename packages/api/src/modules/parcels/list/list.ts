import { preparedQuery, preparedSql } from "@waybill/db";
import { parcels, parcelTags, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { type ParcelFilter, parcelListing } from "@waybill/validators/parcels";
import { and, desc, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import {
  type CursorPage,
  cursorPageOf,
  type ListView,
  type SearchProvider,
  type TenantContext,
} from "../../../core/index.ts";
import {
  type CandidateSearch,
  dayRange,
  FilteredList,
  hasValue,
  maxScanned,
  readCursor,
} from "../../../platform/lists/index.ts";
import { inOrderOfIds, prefixesOf } from "../../../platform/search/index.ts";
import { shipmentJoin } from "../dispatch/shipments.ts";
import { attentionCandidates } from "./attention.ts";
import { dayColumns, matchesFilters, parcelSearch, recipientJoin, valuesOf } from "./conditions.ts";
import { formerFilterNames } from "./former-names.ts";
import { listColumnsIn } from "./list-columns.ts";
import { maxNamed, namedParcels } from "./named-parcels.ts";

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
    attentionCandidates(placeholder("attention"), { tenantId, limit, after }),
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
      where ${parcels.tenantId} = ${tenantId} and ${hasValue(column, sql`chosen.value`)} and ${after(parcels.id)}
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
  const high = key === "updated" && values.noProgressSince ? values.noProgressSince : "infinity";
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
  noProgressFor,
}: Pick<ParcelFilter, "dispatched" | "delivered" | "created" | "noProgressFor">) {
  if (dispatched) return "dispatched";
  if (delivered) return "delivered";
  if (created) return "created";
  return noProgressFor ? "updated" : undefined;
}

/** The tags to search by: any of the given ones, or the rarest of several required ones. */
async function candidateTags(
  ctx: TenantContext,
  { tagIds, minTags }: Pick<ReturnType<typeof valuesOf>, "tagIds" | "minTags">,
) {
  if (!tagIds || minTags === 1) return tagIds ?? [];
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
const simpleFilters = ["recipientId", "tagIds", "states", "carriers"] as const;
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
    const filterValues = valuesOf(ctx, filter);
    const values = { ...filterValues, candidateTags: filterValues.tagIds, cursor, limit: limit + 1 };
    return cursorPageOf(await ctx.run(simpleQuery(simple.name, cursor === undefined), values), limit, ({ id }) => id);
  }
  const { items: ids, nextCursor } = await parcelIds(ctx, filter);
  const rows = ids.length > 0 ? await ctx.run(rowsQuery, { ids }) : [];
  return { items: inOrderOfIds(ids, rows), nextCursor };
}

/** The ids of a page of parcels. */
export async function parcelIds(ctx: TenantContext, filter: ParcelFilter): Promise<CursorPage<string>> {
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
  formerNames: formerFilterNames,
  async count(ctx, state, limit) {
    const { items: counted, nextCursor } = await parcelIds(ctx, { ...parcelListing.parse(state), limit });
    return { count: counted.length, more: nextCursor !== null };
  },
};

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
