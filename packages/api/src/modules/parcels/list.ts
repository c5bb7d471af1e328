import { type HotQuery, hot, hotSql } from "@waybill/db";
import { parcelItems, parcels, parcelTags, searchedParcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import type { ParcelFilter } from "@waybill/validators/parcels";
import { and, desc, type Placeholder, type SQL, sql } from "drizzle-orm";
import { cursorPageOf, type SearchSource, type TenantContext } from "../../core/index.ts";
import { beginningsOf, fewestOfEnd, inOrder, leadsTo } from "../../platform/search/index.ts";
import { attentionOf, needingAttention, type ParcelSearch } from "./attention.ts";
import { conditionsOf, hasAllOf, parcelSearch, recipientJoin } from "./conditions.ts";
import { shipmentJoin } from "./shipments.ts";

/** A parcel's tags. @param tenantId its tenant: each sub-select names its own */
export const tagIdsIn = (tenantId: Placeholder | string) => sql<string[]>`array(
  select ${parcelTags.tagId} from ${parcelTags}
  where ${parcelTags.tenantId} = ${tenantId} and ${parcelTags.parcelId} = ${parcels.id} order by 1)`;

/** What a list says of a parcel. Beside a join of its place and its shipment. @param tenantId of the parcels */
export const listColumnsIn = (tenantId: Placeholder | string) => ({
  id: parcels.id,
  reference: parcels.reference,
  state: parcels.state,
  recipientId: parcels.recipientId,
  // As they were when it left.
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

const filters = { ...conditionsOf(given), cursor: sql`${parcels.id} < ${given("cursor")}::uuid` };
type FilterName = keyof typeof filters;
const filterNames = Object.keys(filters) as FilterName[]; // Object.keys forgets them

/** The list's query for each set of filters: the desk's most frequent, so its text is built once. */
const listQueries = new Map<string, ReturnType<typeof buildListQuery>>();

function listQuery(names: FilterName[]) {
  const key = names.join();
  const query = listQueries.get(key) ?? buildListQuery(names);
  listQueries.set(key, query);
  return query;
}

const buildListQuery = (names: FilterName[]) =>
  hot((db) =>
    db
      .select(listColumnsIn(given("tenantId")))
      .from(parcels)
      .innerJoin(places, recipientJoin)
      .leftJoin(shipments, shipmentJoin)
      .where(and(sql`${parcels.tenantId} = ${given("tenantId")}`, ...pageOfList(names)))
      .orderBy(desc(parcels.id))
      .limit(given("limit")),
  );

/** The filters that lead to parcels, the one that leads to the fewest first. */
const leading = ["tagId", "attention", "states"] as const satisfies FilterName[];
/** The filters that ask for a parcel's place. */
const beside: readonly FilterName[] = ["attention"];

/**
 * What makes a page of the list. A filter that leads to parcels gives their ids in the order of an index, as many as the
 * page has: by states, for each by itself, since an index has them in order for one at a time. What a page costs does not
 * depend on how many parcels there are.
 */
function pageOfList(names: FilterName[]): SQL[] {
  const leader = leading.find((name) => names.includes(name));
  const others = names.filter((name) => name !== leader);
  const conditions = others.map((name) => filters[name]);
  if (!leader) return conditions;
  const joins = others.some((name) => beside.includes(name))
    ? sql`join ${places} on ${recipientJoin} left join ${shipments} on ${shipmentJoin}`
    : sql``;
  const search = { tenantId: given("tenantId"), limit: given("limit"), conditions, joins };
  return [sql`${parcels.id} in (${idsLedBy[leader](search)})`];
}

/** SQL of the ids of a page's parcels, by the filter that leads to them. */
const idsLedBy: Record<(typeof leading)[number], (search: Required<ParcelSearch>) => SQL> = {
  tagId: ({ tenantId, limit, conditions, joins }) => sql`
    select ${parcels.id} from ${parcelTags} join ${parcels} on ${parcels.tenantId} = ${parcelTags.tenantId}
      and ${parcels.id} = ${parcelTags.parcelId} ${joins}
    where ${sql.join([sql`${parcels.tenantId} = ${tenantId}`, sql`${parcelTags.tagId} = ${given("tagId")}`, ...conditions], sql` and `)}
    order by ${parcelTags.parcelId} desc limit ${limit}`,
  attention: (search) => needingAttention(given("attention"), search),
  states: ({ tenantId, limit, conditions, joins }) => sql`
    select page.id from unnest(${given("states")}::text[]) as chosen (state) cross join lateral (
      select ${parcels.id} as id from ${parcels} ${joins}
      where ${sql.join([sql`${parcels.tenantId} = ${tenantId}`, sql`${parcels.state} = chosen.state`, ...conditions], sql` and `)}
      order by ${parcels.id} desc limit ${limit}) as page
    order by page.id desc limit ${limit}`,
};

const asked = ({ states, recipientId, tagId, attention, cursor }: ParcelFilter) => ({
  ...{ states: states?.length ? states : undefined, recipientId, tagId, attention, cursor: cursor ?? undefined },
});

/** Parcels, the newest first; where something is searched for, those first that are called so. */
export async function listParcels(ctx: TenantContext, filter: ParcelFilter) {
  const { limit, search } = filter;
  if (search) return searchParcels(ctx, { ...filter, search });
  const values = asked(filter);
  const names = filterNames.filter((name) => values[name] !== undefined);
  const rows = await ctx.run(listQuery(names), { ...values, limit: limit + 1 });
  return cursorPageOf(rows, limit, (row) => row.id);
}

// A search leads to parcels by words, or, where each of its words is on many, looks at the newest ones. It looks at so many
// for a page, and the next one goes on from there.

/** How many parcels are looked at for a page. */
const mostLooked = 2500;

/** How many parcels may be called what was searched for: of more, only those that are called just so come first. */
const mostNamed = 50;

/** Where the parcels come from that are looked at: the words of a search, a filter, or all. */
type Source = "words" | (typeof leading)[number] | "all";

/** SQL of ids of parcels to be looked at, the newest first, in a column `id`. */
function lookedAt(source: Source, names: FilterName[]): SQL {
  const tenantId = given("tenantId");
  const limit = sql`${mostLooked}::int`;
  const before = (id: SQL) => (names.includes("cursor") ? sql`${id} < ${given("cursor")}::uuid` : sql`true`);
  const own = before(sql`${parcels.id}`);
  switch (source) {
    case "words":
      return sql`select distinct id from (${parcelSearch.ledBy({ words: given("words"), beyonds: given("beyonds") }, tenantId)}) as led
        where ${before(sql`id`)} order by id desc limit ${limit}`;
    case "all":
      return sql`select ${parcels.id} as id from ${parcels}
        where ${parcels.tenantId} = ${tenantId} and ${own} order by ${parcels.id} desc limit ${limit}`;
    default:
      return idsLedBy[source]({ tenantId, limit, conditions: [own], joins: sql`` });
  }
}

/** SQL of those among parcels that have all that was searched for. @param looked SQL of their ids */
const amongThem = (looked: SQL, names: FilterName[], more: SQL[]) => sql`
  from (${looked}) as looked cross join lateral (
    select ${parcels.id} as id, ${parcels.reference} as reference
    from ${parcels} join ${places} on ${recipientJoin} left join ${shipments} on ${shipmentJoin}
    where ${sql.join(
      [
        sql`${parcels.tenantId} = ${given("tenantId")}`,
        sql`${parcels.id} = looked.id`,
        ...names.filter((name) => name !== "cursor").map((name) => filters[name]),
        ...more,
        hasAllOf(given),
      ],
      sql` and `,
    )} offset 0) as found`;

interface SearchQueries {
  /** The ids of a page. */
  page: HotQuery<{ id: string }>;
  /** The last one that is looked at for it; none where all are. */
  last: HotQuery<{ id: string }>;
}

/** The queries of a search, by where its parcels come from and by the filters. */
const searchQueries = new Map<string, SearchQueries>();

function searchQuery(source: Source, names: FilterName[]): SearchQueries {
  const key = [source, ...names].join();
  const queries = searchQueries.get(key) ?? buildSearch(source, names);
  searchQueries.set(key, queries);
  return queries;
}

function buildSearch(source: Source, names: FilterName[]): SearchQueries {
  const looked = lookedAt(source, names);
  const others = sql`not (${parcels.id} = any(${given("without")}::uuid[]))`;
  return {
    // In the order in which they are looked at, so that it ends with the last row of the page.
    page: hotSql(
      () => sql`select looked.id ${amongThem(looked, names, [others])} order by looked.id desc limit ${given("limit")}`,
    ),
    last: hotSql(
      () => sql`select id from (${looked}) as looked order by id desc offset ${mostLooked - 1}::int limit 1`,
    ),
  };
}

/** The queries for parcels by what they are called, by the filters. */
const namedQueries = new Map<string, HotQuery<{ id: string }>>();

function namedQuery(names: FilterName[]): HotQuery<{ id: string }> {
  const key = names.join();
  const query = namedQueries.get(key) ?? buildNamed(names);
  namedQueries.set(key, query);
  return query;
}

/** Parcels whose reference is what was searched for, then those that begin or end so; each the newest first. */
function buildNamed(names: FilterName[]) {
  const tenantId = given("tenantId");
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
  return hotSql<{ id: string }>(
    () => sql`select found.id ${amongThem(looked, names, [])}
      order by ${isCalled(sql`' ' || ${given("joined")} || ' '`)} desc, ${isCalled(sql`' ' || ${given("joined")}`)} desc, found.id desc
      limit ${given("limit")}`,
  );
}

async function searchParcels(ctx: TenantContext, filter: ParcelFilter & { search: string }) {
  const { limit, search } = filter;
  const meant = await parcelSearch.understand(ctx, search);
  if (!meant) return { items: [], nextCursor: null };
  const values = { ...asked(filter), patterns: meant.patterns, ...beginningsOf(meant.lead) };
  const names = filterNames.filter((name) => values[name] !== undefined);
  const { joined } = meant;
  const ends = joined.length < fewestOfEnd ? [] : [`<${[...joined].reverse().join("")}`];
  const { words: begins, beyonds: beyondThem } = beginningsOf([joined, ...ends]);
  // One fewer than a page has, so that a page that has a next one ends with one of the others.
  const mostFirst = Math.min(limit - 1, mostNamed);
  const withoutCursor = names.filter((name) => name !== "cursor");
  const called = { ...values, joined, begins, beyondThem, limit: mostFirst };
  const named = (await ctx.run(namedQuery(withoutCursor), called)).map(({ id }) => id);
  const source = meant.few ? "words" : (leading.find((name) => names.includes(name)) ?? "all");
  const { page, last } = searchQuery(source, names);
  const first = filter.cursor ? [] : named;
  const room = limit - first.length;
  const rest = { ...values, without: named, limit: room + 1 };
  const found = (await ctx.run(page, rest)).map(({ id }) => id);
  const ids = [...first, ...found.slice(0, room)];
  const nextCursor = found.length > room ? ids.at(-1) : (await ctx.run(last, rest)).at(0)?.id;
  const rows = ids.length > 0 ? await ctx.run(rowsQuery, { ids }) : [];
  return { items: inOrder(ids, rows), nextCursor: nextCursor ?? null };
}

/** Rows of a list, by their ids. */
const rowsQuery = hot((db) =>
  db
    .select(listColumnsIn(given("tenantId")))
    .from(parcels)
    .innerJoin(places, recipientJoin)
    .leftJoin(shipments, shipmentJoin)
    .where(and(sql`${parcels.tenantId} = ${given("tenantId")}`, sql`${parcels.id} = any(${given("ids")}::uuid[])`)),
);

/** How parcels are found among everything. */
export const parcelSource: SearchSource = {
  entity: "parcel",
  async find(ctx, search, limit) {
    const { items: found } = await searchParcels(ctx, { search, limit });
    return found.map(({ id, reference, recipientName, recipientCity }) => ({
      id,
      label: reference,
      detail: `${recipientName}, ${recipientCity}`,
    }));
  },
};
