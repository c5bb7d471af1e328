/** The query of `parcels.list`, written by hand: the same columns of the same fifty rows. */
export const listing = `
  select parcels.id, parcels.reference, parcels.state, parcels.recipient_id, places.name, places.city, places.country,
    parcels.tracking_number, parcels.created_at, parcels.updated_at,
    array(select tag_id from parcel_tags
      where parcel_tags.tenant_id = parcels.tenant_id and parcel_tags.parcel_id = parcels.id order by 1) as tag_ids,
    (select count(*)::int from parcel_items
      where parcel_items.tenant_id = parcels.tenant_id and parcel_items.parcel_id = parcels.id) as line_count
  from parcels
  join places on places.tenant_id = parcels.tenant_id and places.id = parcels.recipient_id
  where parcels.tenant_id = $1
  order by parcels.id desc limit $2`;
