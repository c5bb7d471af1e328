/** The reference for `parcels.list`: a hand-written query of the same columns and fifty rows. */
export const listing = `
  select parcels.id, parcels.reference, parcels.state, parcels.recipient_id,
    coalesce(shipments.recipient ->> 'name', places.name) as name, coalesce(shipments.recipient ->> 'city', places.city) as city,
    coalesce(shipments.recipient ->> 'country', places.country) as country,
    case when parcels.state = 'failed' then 'failed'
      when parcels.state in ('dispatched', 'in_transit') and coalesce(parcels.handed_over_at, parcels.dispatched_at) < now() - interval '48 hours' then 'stuck'
      when parcels.state in ('dispatched', 'in_transit') and parcels.failure is not null then 'refused'
      when parcels.state = 'packed' and (places.line1 is null or places.postcode is null) then 'address' end as attention,
    parcels.failure, parcels.tracking_number, parcels.created_at, parcels.updated_at,
    array(select tag_id from parcel_tags
      where parcel_tags.tenant_id = parcels.tenant_id and parcel_tags.parcel_id = parcels.id order by 1) as tag_ids,
    (select count(*)::int from parcel_items
      where parcel_items.tenant_id = parcels.tenant_id and parcel_items.parcel_id = parcels.id) as line_count
  from parcels
  join places on places.tenant_id = parcels.tenant_id and places.id = parcels.recipient_id
  left join shipments on shipments.tenant_id = parcels.tenant_id and shipments.id = parcels.shipment_id
  where parcels.tenant_id = $1
  order by parcels.id desc limit $2`;
