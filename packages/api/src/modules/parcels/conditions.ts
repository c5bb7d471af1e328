import { items, searchedItems } from "@waybill/db/items";
import { parcelBatchEntries, parcelItems, parcels, parcelTags, searchedParcels, shipments } from "@waybill/db/parcels";
import { places, searchedPlaces } from "@waybill/db/places";
import type { ParcelSelection } from "@waybill/validators/parcels";
import { and, eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";
import { dayRange } from "../../platform/lists/index.ts";
import { type Leads, leadsTo, matching, Search } from "../../platform/search/index.ts";
import { attentionOf, mayNeedAttention } from "./attention.ts";

/** The recipients of parcels, which the conditions ask for as well. */
export const recipientJoin = and(eq(places.tenantId, parcels.tenantId), eq(places.id, parcels.recipientId));

/** Stands for a value that is asked for, by its name. */
type Given = (name: string) => Placeholder | SQL;

const then = (field: string) => sql`(${shipments.recipient} ->> ${sql.raw(`'${field}'`)})`;

/** The words of what is on a parcel: as it left, and before it leaves, as it is. Beside a join of its place and its shipment. */
const wordsOfParcel = (
  tenantId: Placeholder | SQL | string,
) => sql<string>`(search_text(concat_ws(' ', ${parcels.reference}, case when ${shipments.id} is null
  then concat_ws(' ', ${places.name}, ${places.city}, ${places.postcode}, replace(${places.postcode}, ' ', ''), (
    select string_agg(concat_ws(' ', ${items.sku}, ${items.name}), ' ')
    from ${parcelItems} join ${items} on ${items.tenantId} = ${parcelItems.tenantId} and ${items.id} = ${parcelItems.itemId}
    where ${parcelItems.tenantId} = ${tenantId} and ${parcelItems.parcelId} = ${parcels.id}))
  else concat_ws(' ', ${then("name")}, ${then("city")}, ${then("postcode")}, replace(${then("postcode")}, ' ', ''), (
    select string_agg(concat_ws(' ', line ->> 'sku', line ->> 'name'), ' ') from jsonb_array_elements(${shipments.lines}) as line))
  end)) || coalesce(search_end(${parcels.trackingNumber}), ''))`;

/** Which parcels a word may be on: by its own words, and those that its place and its items have, or once had. */
const leadsToParcels: Leads = (beginning, tenantId) => sql`
  ${leadsTo(searchedParcels.kind)(beginning, tenantId)}
  union all
  select sent.id from (${leadsTo(searchedPlaces.kind)(beginning, tenantId)} offset 0) as place cross join lateral (
    select ${parcels.id} as id from ${parcels}
    where ${parcels.tenantId} = ${tenantId} and ${parcels.recipientId} = place.id offset 0) as sent
  union all
  select packed.id from (${leadsTo(searchedItems.kind)(beginning, tenantId)} offset 0) as item cross join lateral (
    select ${parcelItems.parcelId} as id from ${parcelItems}
    where ${parcelItems.tenantId} = ${tenantId} and ${parcelItems.itemId} = item.id offset 0) as packed`;

/** Searches parcels by what is on them. */
export const parcelSearch = new Search([searchedParcels.kind, searchedPlaces.kind, searchedItems.kind], leadsToParcels);

// Of one parcel, in a sub-select: each names its tenant itself.
const itsRecipient = (given: Given) =>
  sql`${places.tenantId} = ${given("tenantId")} and ${places.id} = ${parcels.recipientId}`;
const itsShipment = (given: Given) =>
  sql`${shipments.tenantId} = ${given("tenantId")} and ${shipments.id} = ${parcels.shipmentId}`;

/** When it happened, by the filter that asks for the day of it. */
export const happenedAt = {
  created: parcels.createdAt,
  dispatched: parcels.dispatchedAt,
  delivered: parcels.deliveredAt,
} as const;
type Happened = keyof typeof happenedAt;
const happenings: readonly Happened[] = ["created", "dispatched", "delivered"];

/** What parcels are filtered by: a condition for each value that may be asked for, and the value's type. */
const conditionsOf = (given: Given): Record<string, { type: SQL; condition: SQL }> => ({
  states: { type: sql`text[]`, condition: sql`${parcels.state} = any(${given("states")}::text[])` },
  recipientId: { type: sql`uuid`, condition: sql`${parcels.recipientId} = ${given("recipientId")}::uuid` },
  carriers: { type: sql`text[]`, condition: sql`${parcels.carrier} = any(${given("carriers")}::text[])` },
  // Counted, and not asked whether they are there: for that, Postgres may gather the tags of all parcels.
  tagIds: {
    type: sql`uuid[]`,
    condition: sql`(
      select count(*) from ${parcelTags} where ${parcelTags.tenantId} = ${given("tenantId")}
        and ${parcelTags.parcelId} = ${parcels.id} and ${parcelTags.tagId} = any(${given("tagIds")}::uuid[])
    ) >= ${given("fewestTags")}::int`,
  },
  countries: {
    type: sql`text[]`,
    condition: sql`(
      select coalesce(${then("country")}, ${places.country}) from ${places} left join ${shipments} on ${itsShipment(given)}
      where ${itsRecipient(given)}) = any(${given("countries")}::text[])`,
  },
  attention: {
    type: sql`text[]`,
    condition: sql`(${mayNeedAttention} and (
      select ${attentionOf} from ${places} where ${itsRecipient(given)}) = any(${given("attention")}::text[]))`,
  },
  ...Object.fromEntries(
    happenings.flatMap((name) => {
      const day = sql`(${happenedAt[name]} at time zone ${given("timeZone")}::text)::date`;
      return [
        [`${name}From`, { type: sql`text`, condition: sql`${day} >= (${given(`${name}From`)}::text)::date` }],
        [`${name}To`, { type: sql`text`, condition: sql`${day} <= (${given(`${name}To`)}::text)::date` }],
      ];
    }),
  ),
  unmovedSince: {
    type: sql`text`,
    condition: sql`${parcels.updatedAt} <= (${given("unmovedSince")}::text)::timestamptz`,
  },
});

/** Filters of parcels that are asked for. */
type Asked = Omit<ParcelSelection, "search" | "ids" | "refusedIn">;

/** Each value once: what leads to parcels by each of them would lead to some twice. */
const orNull = <T>(list: readonly T[] | undefined) => (list?.length ? [...new Set(list)] : null);

/** What the conditions are given: null for what is not asked for. */
export function valuesOf(ctx: TenantContext, filter: Asked) {
  const { recipientId = null, allTags, notMovedFor } = filter;
  const tagIds = orNull(filter.tagIds);
  const ranges = Object.fromEntries(happenings.map((name) => [name, dayRange(ctx, filter[name])]));
  return {
    ...{ states: orNull(filter.states), recipientId, carriers: orNull(filter.carriers), tagIds },
    fewestTags: tagIds && allTags ? tagIds.length : 1,
    ...{ countries: orNull(filter.countries), attention: orNull(filter.attention) },
    timeZone: ctx.tenant.timeZone,
    ...Object.fromEntries(Object.entries(ranges).map(([name, { from }]) => [`${name}From`, from])),
    ...Object.fromEntries(Object.entries(ranges).map(([name, { to }]) => [`${name}To`, to])),
    unmovedSince: notMovedFor ? new Date(ctx.clock.now().getTime() - notMovedFor * dayMs).toISOString() : null,
  };
}

const dayMs = 86_400_000;

/** Whether a parcel has all that is asked for; what is not is null, and lets every parcel through. */
export const meetsAll = (given: Given): SQL => {
  const search = sql`(
    select ${wordsOfParcel(given("tenantId"))} from ${places} left join ${shipments} on ${itsShipment(given)}
    where ${itsRecipient(given)}) ~ all(${given("patterns")}::text[])`;
  const conditions = Object.entries(conditionsOf(given)).map(([name, { type, condition }]) => ({
    name,
    type,
    condition,
  }));
  const all = [...conditions, { name: "patterns", type: sql`text[]`, condition: search }];
  return sql.join(
    all.map(({ name, type, condition }) => sql`(${given(name)}::${type} is null or ${condition})`),
    sql` and `,
  );
};

/** What parcels are chosen by, besides. */
const choicesOf = (given: Given) => ({
  ids: sql`${parcels.id} = any(${given("ids")}::uuid[])`,
  refusedIn: sql`exists (
    select from ${parcelBatchEntries} where ${parcelBatchEntries.tenantId} = ${given("tenantId")}
      and ${parcelBatchEntries.parcelId} = ${parcels.id} and ${parcelBatchEntries.jobId} = ${given("refusedIn")}
      and ${parcelBatchEntries.outcome} = 'refused')`,
});

/** The tenant's parcels of a selection that were there at a moment. Beside the same joins. */
export async function selected(ctx: TenantContext, selection: ParcelSelection, until: string | SQL): Promise<SQL> {
  const { search, ids, refusedIn, ...filter } = selection;
  const values: Record<string, unknown> = { ...valuesOf(ctx, filter), tenantId: ctx.tenant.id, ids, refusedIn };
  const given = (name: string) => sql`${sql.param(values[name])}`;
  const own = Object.entries(conditionsOf(given)).map(([name, { condition }]) => [name, condition] as const);
  const meant = [...own, ...Object.entries(choicesOf(given))].filter(([name]) => values[name] != null);
  const found = search ? await searched(ctx, search) : undefined;
  const there = sql`${parcels.createdAt} <= ${until}::timestamptz`;
  return ctx.own(parcels, there, ...meant.map(([, condition]) => condition), found);
}

/** Every parcel that a search finds. */
async function searched(ctx: TenantContext, search: string): Promise<SQL> {
  const asked = await parcelSearch.understand(ctx, search);
  return asked ? matching(wordsOfParcel(ctx.tenant.id), asked, parcelSearch, ctx, sql`${parcels.id}`) : sql`false`;
}
