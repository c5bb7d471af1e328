import { parcelItems, parcels, parcelTags, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { type Placeholder, sql } from "drizzle-orm";
import { isoText } from "../../../core/index.ts";
import { attentionOf } from "./attention.ts";

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
