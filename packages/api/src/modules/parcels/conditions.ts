import { items, searchedItems } from "@waybill/db/items";
import { parcelBatchEntries, parcelItems, parcels, parcelTags, searchedParcels, shipments } from "@waybill/db/parcels";
import { places, searchedPlaces } from "@waybill/db/places";
import type { ParcelSelection } from "@waybill/validators/parcels";
import { and, eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";
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

/** What parcels are filtered by, beside a join of their places and, where they have any, of their shipments. */
export const conditionsOf = (given: Given) => ({
  states: sql`${parcels.state} = any(${given("states")}::text[])`,
  recipientId: sql`${parcels.recipientId} = ${given("recipientId")}`,
  attention: sql`(${mayNeedAttention} and ${attentionOf} = any(${given("attention")}::text[]))`,
  tagId: sql`exists (
    select from ${parcelTags} where ${parcelTags.tenantId} = ${given("tenantId")}
      and ${parcelTags.parcelId} = ${parcels.id} and ${parcelTags.tagId} = ${given("tagId")})`,
});

/** That a parcel has all that was searched for. Beside the same joins. */
export const hasAllOf = (given: Given) => sql`${wordsOfParcel(given("tenantId"))} ~ all(${given("patterns")}::text[])`;

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
  const { states, search, ...others } = selection;
  const values: Record<string, unknown> = {
    ...{ ...others, states: states?.length ? states : undefined },
    tenantId: ctx.tenant.id,
  };
  const given = (name: string) => sql`${sql.param(values[name])}`;
  const conditions = { ...conditionsOf(given), ...choicesOf(given) };
  const meant = Object.entries(conditions).filter(([name]) => values[name] !== undefined);
  const found = search ? await searched(ctx, search) : undefined;
  const there = sql`${parcels.createdAt} <= ${until}::timestamptz`;
  return ctx.own(parcels, there, ...meant.map(([, condition]) => condition), found);
}

/** Every parcel that a search finds. */
async function searched(ctx: TenantContext, search: string): Promise<SQL> {
  const asked = await parcelSearch.understand(ctx, search);
  return asked ? matching(wordsOfParcel(ctx.tenant.id), asked, parcelSearch, ctx, sql`${parcels.id}`) : sql`false`;
}
