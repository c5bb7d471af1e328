import { items } from "@waybill/db/items";
import { parcelBatchEntries, parcelItems, parcels, parcelTags, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import type { ParcelSelection } from "@waybill/validators/parcels";
import { and, eq, type Placeholder, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { contains, type TenantContext } from "../../core/index.ts";
import { attentionOf, mayNeedAttention } from "./attention.ts";

/** The recipients of parcels, which the conditions ask for as well. */
export const recipientJoin = and(eq(places.tenantId, parcels.tenantId), eq(places.id, parcels.recipientId));

/** Stands for a value that is asked for, by its name. */
type Given = (name: string) => Placeholder | SQL;

const then = (field: string) => sql`(${shipments.recipient} ->> ${sql.raw(`'${field}'`)})`;

/** Finds a parcel by what is on it: as it left, and before it leaves, as it is. */
function searched(given: Given): SQL {
  const like = (text: SQLWrapper) => sql`${text} ilike ${given("pattern")}`;
  // Postcodes are written with blanks and without.
  const likePostcode = (text: SQLWrapper) =>
    sql`replace(coalesce(${text}, ''), ' ', '') ilike ${given("withoutBlanks")}`;
  return sql`(
    ${like(parcels.reference)} or ${like(sql`coalesce(${parcels.trackingNumber}, '')`)} or case when ${shipments.id} is null
    then ${like(places.name)} or ${like(places.city)} or ${likePostcode(places.postcode)} or exists (
      select from ${parcelItems} join ${items} on ${items.tenantId} = ${parcelItems.tenantId} and ${items.id} = ${parcelItems.itemId}
      where ${parcelItems.tenantId} = ${parcels.tenantId} and ${parcelItems.parcelId} = ${parcels.id}
        and (${like(items.sku)} or ${like(items.name)}))
    else ${like(then("name"))} or ${like(then("city"))} or ${likePostcode(then("postcode"))} or exists (
      select from jsonb_array_elements(${shipments.lines}) as line
      where ${like(sql`(line ->> 'sku')`)} or ${like(sql`(line ->> 'name')`)})
    end)`;
}

/** The texts that a search is compared with. */
export const patternsOf = (search: string | undefined) => ({
  pattern: contains(search ?? ""),
  withoutBlanks: contains((search ?? "").replaceAll(" ", "")),
});

/** What parcels are filtered by, beside a join of their places and, where they have any, of their shipments. */
export const conditionsOf = (given: Given) => ({
  states: sql`${parcels.state} = any(${given("states")}::text[])`,
  recipientId: sql`${parcels.recipientId} = ${given("recipientId")}`,
  search: searched(given),
  attention: sql`(${mayNeedAttention} and ${attentionOf} = any(${given("attention")}::text[]))`,
  tagId: sql`exists (
    select from ${parcelTags} where ${parcelTags.tenantId} = ${parcels.tenantId}
      and ${parcelTags.parcelId} = ${parcels.id} and ${parcelTags.tagId} = ${given("tagId")})`,
});

/** What parcels are chosen by, besides. */
const choicesOf = (given: Given) => ({
  ids: sql`${parcels.id} = any(${given("ids")}::uuid[])`,
  refusedIn: sql`exists (
    select from ${parcelBatchEntries} where ${parcelBatchEntries.tenantId} = ${parcels.tenantId}
      and ${parcelBatchEntries.parcelId} = ${parcels.id} and ${parcelBatchEntries.jobId} = ${given("refusedIn")}
      and ${parcelBatchEntries.outcome} = 'refused')`,
});

/** The tenant's parcels of a selection that were there at a moment. Beside the same joins. */
export function selected({ own }: Pick<TenantContext, "own">, selection: ParcelSelection, until: string | SQL): SQL {
  const { states, search } = selection;
  const asked = { ...selection, states: states?.length ? states : undefined };
  const values: Record<string, unknown> = { ...asked, ...patternsOf(search) };
  const given = (name: string) => sql`${sql.param(values[name])}`;
  const conditions = { ...conditionsOf(given), ...choicesOf(given) };
  const meant = Object.entries(conditions).filter(([name]) => values[name] !== undefined);
  return own(parcels, sql`${parcels.createdAt} <= ${until}::timestamptz`, ...meant.map(([, condition]) => condition));
}
