import { items, searchedItems } from "@waybill/db/items";
import { parcelBatchEntries, parcelItems, parcels, parcelTags, searchedParcels, shipments } from "@waybill/db/parcels";
import { places, searchedPlaces } from "@waybill/db/places";
import type { ParcelSelection } from "@waybill/validators/parcels";
import { and, eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { TenantContext } from "../../../core/index.ts";
import { dayRange } from "../../../platform/lists/index.ts";
import { type CandidateQuery, candidatesOf, matchesSearch, Search } from "../../../platform/search/index.ts";
import { attentionOf, mayNeedAttention } from "./attention.ts";

/** The join of recipients, which the conditions also use. */
export const recipientJoin = and(eq(places.tenantId, parcels.tenantId), eq(places.id, parcels.recipientId));

/** A placeholder for a value, by its name. */
type ParameterOf = (name: string) => Placeholder | SQL;

const shipped = (field: string) => sql`(${shipments.recipient} ->> ${sql.raw(`'${field}'`)})`;

/**
 * The searchable words of a parcel: of its shipment, or of its current contents before the dispatch. Needs a join of
 * its place and its shipment.
 */
const wordsOfParcel = (
  tenantId: Placeholder | SQL | string,
) => sql<string>`(search_text(concat_ws(' ', ${parcels.reference}, case when ${shipments.id} is null
  then concat_ws(' ', ${places.name}, ${places.city}, ${places.postcode}, replace(${places.postcode}, ' ', ''), (
    select string_agg(concat_ws(' ', ${items.sku}, ${items.name}), ' ')
    from ${parcelItems} join ${items} on ${items.tenantId} = ${parcelItems.tenantId} and ${items.id} = ${parcelItems.itemId}
    where ${parcelItems.tenantId} = ${tenantId} and ${parcelItems.parcelId} = ${parcels.id}))
  else concat_ws(' ', ${shipped("name")}, ${shipped("city")}, ${shipped("postcode")}, replace(${shipped("postcode")}, ' ', ''), (
    select string_agg(concat_ws(' ', line ->> 'sku', line ->> 'name'), ' ') from jsonb_array_elements(${shipments.lines}) as line))
  end)) || coalesce(search_end(${parcels.trackingNumber}), ''))`;

/**
 * Candidates for a word: by the words of the parcel, and by present and former words of its place and items. A place or
 * item without parcels gives null, since it is read as well.
 */
const parcelCandidates: CandidateQuery = (beginning, tenantId) => sql`
  ${candidatesOf(searchedParcels.kind)(beginning, tenantId)}
  union all
  select sent.id from (${candidatesOf(searchedPlaces.kind)(beginning, tenantId)} offset 0) as place left join lateral (
    select ${parcels.id} as id from ${parcels}
    where ${parcels.tenantId} = ${tenantId} and ${parcels.recipientId} = place.id offset 0) as sent on true
  union all
  select packed.id from (${candidatesOf(searchedItems.kind)(beginning, tenantId)} offset 0) as item left join lateral (
    select ${parcelItems.parcelId} as id from ${parcelItems}
    where ${parcelItems.tenantId} = ${tenantId} and ${parcelItems.itemId} = item.id offset 0) as packed on true`;

/** The search over the contents of parcels. */
export const parcelSearch = new Search(
  [searchedParcels.kind, searchedPlaces.kind, searchedItems.kind],
  parcelCandidates,
);

// For one parcel, in a sub-select: each sub-select names its tenant.
const itsRecipient = (parameter: ParameterOf) =>
  sql`${places.tenantId} = ${parameter("tenantId")} and ${places.id} = ${parcels.recipientId}`;
const itsShipment = (parameter: ParameterOf) =>
  sql`${shipments.tenantId} = ${parameter("tenantId")} and ${shipments.id} = ${parcels.shipmentId}`;

/** The time column of each day filter. */
export const dayColumns = {
  created: parcels.createdAt,
  dispatched: parcels.dispatchedAt,
  delivered: parcels.deliveredAt,
} as const;
type DayFilter = keyof typeof dayColumns;
const dayFilters: readonly DayFilter[] = ["created", "dispatched", "delivered"];

/** The filters of parcels: a condition for each value, and the type of the value. */
const conditionsOf = (parameter: ParameterOf): Record<string, { type: SQL; condition: SQL }> => ({
  states: { type: sql`text[]`, condition: sql`${parcels.state} = any(${parameter("states")}::text[])` },
  recipientId: { type: sql`uuid`, condition: sql`${parcels.recipientId} = ${parameter("recipientId")}::uuid` },
  carriers: { type: sql`text[]`, condition: sql`${parcels.carrier} = any(${parameter("carriers")}::text[])` },
  // Counted instead of `exists`: for that, Postgres may collect the tags of all parcels.
  tagIds: {
    type: sql`uuid[]`,
    condition: sql`(
      select count(*) from ${parcelTags} where ${parcelTags.tenantId} = ${parameter("tenantId")}
        and ${parcelTags.parcelId} = ${parcels.id} and ${parcelTags.tagId} = any(${parameter("tagIds")}::uuid[])
    ) >= ${parameter("minTags")}::int`,
  },
  countries: {
    type: sql`text[]`,
    condition: sql`(
      select coalesce(${shipped("country")}, ${places.country}) from ${places} left join ${shipments} on ${itsShipment(parameter)}
      where ${itsRecipient(parameter)}) = any(${parameter("countries")}::text[])`,
  },
  attention: {
    type: sql`text[]`,
    condition: sql`(${mayNeedAttention} and (
      select ${attentionOf} from ${places} where ${itsRecipient(parameter)}) = any(${parameter("attention")}::text[]))`,
  },
  ...Object.fromEntries(
    dayFilters.flatMap((name) => {
      const day = sql`(${dayColumns[name]} at time zone ${parameter("timeZone")}::text)::date`;
      return [
        [`${name}From`, { type: sql`text`, condition: sql`${day} >= (${parameter(`${name}From`)}::text)::date` }],
        [`${name}To`, { type: sql`text`, condition: sql`${day} <= (${parameter(`${name}To`)}::text)::date` }],
      ];
    }),
  ),
  noProgressSince: {
    type: sql`text`,
    condition: sql`${parcels.updatedAt} <= (${parameter("noProgressSince")}::text)::timestamptz`,
  },
});

/** The values of parcel filters. */
type FilterInput = Omit<ParcelSelection, "search" | "ids" | "refusedIn">;

/** Without duplicates, which would return parcels twice. */
const orNull = <T>(list: readonly T[] | undefined) => (list?.length ? [...new Set(list)] : null);

/** The parameters of the conditions: null for an unused filter. */
export function valuesOf(ctx: TenantContext, filter: FilterInput) {
  const { recipientId = null, allTags, noProgressFor } = filter;
  const tagIds = orNull(filter.tagIds);
  const ranges = Object.fromEntries(dayFilters.map((name) => [name, dayRange(ctx, filter[name])]));
  return {
    ...{ states: orNull(filter.states), recipientId, carriers: orNull(filter.carriers), tagIds },
    minTags: tagIds && allTags ? tagIds.length : 1,
    ...{ countries: orNull(filter.countries), attention: orNull(filter.attention) },
    timeZone: ctx.tenant.timeZone,
    ...Object.fromEntries(Object.entries(ranges).map(([name, { from }]) => [`${name}From`, from])),
    ...Object.fromEntries(Object.entries(ranges).map(([name, { to }]) => [`${name}To`, to])),
    noProgressSince: noProgressFor ? new Date(ctx.clock.now().getTime() - noProgressFor * dayMs).toISOString() : null,
  };
}

const dayMs = 86_400_000;

/** Whether a parcel meets all filters; an unused filter is null and lets everything through. */
export const matchesFilters = (parameter: ParameterOf): SQL => {
  const search = sql`(
    select ${wordsOfParcel(parameter("tenantId"))} from ${places} left join ${shipments} on ${itsShipment(parameter)}
    where ${itsRecipient(parameter)}) ~ all(${parameter("patterns")}::text[])`;
  const conditions = Object.entries(conditionsOf(parameter)).map(([name, { type, condition }]) => ({
    name,
    type,
    condition,
  }));
  const all = [...conditions, { name: "patterns", type: sql`text[]`, condition: search }];
  return sql.join(
    all.map(({ name, type, condition }) => sql`(${parameter(name)}::${type} is null or ${condition})`),
    sql` and `,
  );
};

/** Further selection criteria. */
const selectionConditions = (parameter: ParameterOf) => ({
  ids: sql`${parcels.id} = any(${parameter("ids")}::uuid[])`,
  refusedIn: sql`exists (
    select from ${parcelBatchEntries} where ${parcelBatchEntries.tenantId} = ${parameter("tenantId")}
      and ${parcelBatchEntries.parcelId} = ${parcels.id} and ${parcelBatchEntries.jobId} = ${parameter("refusedIn")}
      and ${parcelBatchEntries.outcome} = 'refused')`,
});

/** The parcels of a selection that existed at a moment. Needs the same joins. */
export async function selected(ctx: TenantContext, selection: ParcelSelection, until: string | SQL): Promise<SQL> {
  const { search, ids, refusedIn, ...filter } = selection;
  const values: Record<string, unknown> = { ...valuesOf(ctx, filter), tenantId: ctx.tenant.id, ids, refusedIn };
  const parameter = (name: string) => sql`${sql.param(values[name])}`;
  const own = Object.entries(conditionsOf(parameter)).map(([name, { condition }]) => [name, condition] as const);
  const meant = [...own, ...Object.entries(selectionConditions(parameter))].filter(([name]) => values[name] != null);
  const found = search ? await searched(ctx, search) : undefined;
  const there = sql`${parcels.createdAt} <= ${until}::timestamptz`;
  return ctx.inTenant(parcels, there, ...meant.map(([, condition]) => condition), found);
}

/** All parcels that a search finds. */
async function searched(ctx: TenantContext, search: string): Promise<SQL> {
  const query = await parcelSearch.parse(ctx, search);
  return query ? matchesSearch(wordsOfParcel(ctx.tenant.id), query, parcelSearch, ctx, sql`${parcels.id}`) : sql`false`;
}
