import * as schema from "@waybill/db/schema";
import { Searched } from "@waybill/db/searched";
import { enterTenant, type postgres } from "@waybill/db/testing";

type Sql = ReturnType<typeof postgres>;
type Query = Pick<Sql, "unsafe">;

/** The size of a tenant of the {@link fillTenants | skewed world}. */
export interface TenantSize {
  parcels: number;
  places: number;
  items: number;
  /** Further places, of one name and town, without parcels. */
  unusedPlaces?: number;
}

/** The tables with indexed words, with SQL for the words of a row. */
const searched = Object.values(schema)
  .filter((one) => one instanceof Searched)
  .map((one) => ({ kind: one.kind, name: one.name, words: one.words() }));

/** Creates the word rows of tenants that were filled with triggers disabled, by SQL of the owner. */
export async function fillWords(owner: Query, ids: readonly string[]): Promise<void> {
  for (const { kind, name, words } of searched) {
    await owner.unsafe(
      `insert into search_words (tenant_id, kind, word, thing_id)
        select distinct tenant_id, '${kind}', word, id
        from ${name} cross join lateral unnest(string_to_array(${words}, ' ')) as one (word)
        where tenant_id = any($1::uuid[]) and word <> '' order by 1, 2, 3, 4`,
      [[...ids]],
    );
  }
}

/** The states of parcels with their shares in percent, in order. */
const shares = [
  ["draft", 2],
  ["packed", 3],
  ["dispatched", 3],
  ["in_transit", 2],
  ["failed", 1],
  ["cancelled", 2],
  ["delivered", 87],
] as const;

/** SQL for the state of parcel number `n`: the same mixture in every hundred. */
const stateOf = (n: string) => {
  let below = 0;
  const cases = shares.map(([state, percent]) => {
    below += percent;
    return `when ${n} % 100 < ${below} then '${state}'`;
  });
  return `case ${cases.join(" ")} end`;
};

/**
 * Fills tenants with parcels, places and items, by SQL of the owner: two lines per parcel, a tag for every tenth parcel and item, a
 * shipment for dispatched ones; every fiftieth place has no street. Dispatches are in the ledger. Times are one minute
 * apart, the newest now.
 *
 * @param ids the tenants, all of one size.
 */
export async function fillTenants(owner: Sql, ids: readonly string[], size: TenantSize): Promise<void> {
  const { parcels, places, items, unusedPlaces = 0 } = size;
  const uuid = (kind: string, n: string) =>
    `overlay(overlay(md5('${kind}' || tenant || ${n}) placing '7' from 13) placing '8' from 17)::uuid`;
  // The first 48 bits of an id are the time, as in application ids.
  const timed = (n: string) =>
    `(lpad(to_hex((extract(epoch from now()) * 1000)::bigint - (${parcels} - ${n}) * 60000::bigint), 12, '0')
      || '7' || substr(md5('parcel' || tenant || ${n}), 1, 3) || '8' || substr(md5('parcel' || tenant || ${n}), 4, 15))::uuid`;
  await owner.begin(async (sql) => {
    await sql`create temporary table filled on commit drop as select unnest(${sql.array([...ids])}::uuid[]) as tenant`;
    // Triggers would run a million times.
    await sql`set local session_replication_role = replica`;
    await sql.unsafe(`
      insert into tags (tenant_id, id, name, color)
        select tenant, ${uuid("tag", "n")}, 'Tag ' || n, 'blue' from filled, generate_series(0, 4) as n`);
    await sql.unsafe(`
      insert into places (tenant_id, id, code, name, country, city, postcode, line1)
        select tenant, ${uuid("place", "n")}, 'P-' || n,
          (array['Ada','Grace','Émile','Jürgen','Zoë'])[1 + n % 5] || ' ' || (array['Lovelace','Hopper','Noether','Curie'])[1 + n / 5 % 4] || ' ' || n,
          (array['DE','FR','NL'])[1 + n % 3], (array['Berlin','Paris','Zürich','Oslo'])[1 + n % 4], lpad((n % 99999)::text, 5, '0'),
          case when n % 50 > 0 then 'Street ' || n end
        from filled, generate_series(0, ${places - 1}) as n`);
    await sql.unsafe(`
      insert into places (tenant_id, id, code, name, country, city, postcode, line1)
        select tenant, ${uuid("unused place", "n")}, 'U-' || n, 'Hanse ' || n, 'DE', 'Hamburg', '20095', 'Street ' || n
        from filled, generate_series(1, ${unusedPlaces}) as n`);
    await sql.unsafe(`
      insert into items (tenant_id, id, sku, name, weight, price, currency, on_hand)
        select tenant, ${uuid("item", "n")}, 'SKU-' || lpad(n::text, 6, '0'), 'Item ' || n, 100 + n % 900, 1000 + n % 900, 'EUR', n % 200
        from filled, generate_series(0, ${items - 1}) as n`);
    await sql.unsafe(`
      insert into item_tags (tenant_id, item_id, tag_id)
        select tenant, ${uuid("item", "n")}, ${uuid("tag", "(n / 10 % 5)")}
        from filled, generate_series(0, ${items - 1}, 10) as n`);
    await sql.unsafe(`
      create temporary table filled_parcels on commit drop as
      select tenant, n, ${timed("n")} as id, ${stateOf("n")} as state, ${uuid("place", `(n % ${places})`)} as recipient,
        now() - (${parcels} - n) * interval '1 minute' as made, 'SH' || lpad(n::text, 10, '0') as tracking
        from filled, generate_series(0, ${parcels - 1}) as n`);
    const left = "state in ('dispatched', 'in_transit', 'delivered')";
    await sql.unsafe(`
      insert into parcels (tenant_id, id, reference, recipient_id, state, created_at, updated_at, dispatched_at, delivered_at,
          tracking_number, carrier, shipment_id, failure)
        select tenant, id, 'WB-' || 1001 + n, recipient, state, made, made,
          case when ${left} then made + interval '1 hour' end, case when state = 'delivered' then made + interval '30 hours' end,
          case when ${left} then tracking end, case when ${left} then 'demo' end, case when ${left} then ${uuid("shipment", "n")} end,
          case when n % 100 = 5 then 'Refused' end
        from filled_parcels`);
    await sql.unsafe(`
      insert into parcel_items (tenant_id, parcel_id, item_id, position, quantity)
        select tenant, id, ${uuid("item", `((n + line) % ${items})`)}, line, 1 + line from filled_parcels, generate_series(0, 1) as line`);
    await sql.unsafe(`
      insert into parcel_tags (tenant_id, parcel_id, tag_id)
        select tenant, id, ${uuid("tag", "(n / 10 % 5)")} from filled_parcels where n % 10 = 0`);
    await sql.unsafe(`
      insert into shipments (tenant_id, id, parcel_id, number, reference, recipient, sender, lines, weight, carrier, created_at, tracking_number)
        select tenant, ${uuid("shipment", "n")}, filled_parcels.id, 1, 'WB-' || 1001 + n,
          jsonb_build_object('name', places.name, 'line1', line1, 'line2', null, 'postcode', postcode, 'city', city, 'country', country),
          '{"name": "Sender"}',
          (select jsonb_agg(jsonb_build_object('itemId', items.id, 'sku', sku, 'name', items.name, 'weight', items.weight,
            'price', price, 'currency', currency, 'quantity', 1 + line) order by line)
            from generate_series(0, 1) as line join items on tenant_id = tenant and items.id = ${uuid("item", `((n + line) % ${items})`)}),
          500, 'demo', made, tracking
        from filled_parcels join places on places.tenant_id = tenant and places.id = recipient where ${left}`);
    await sql.unsafe(`
      insert into stock_movements (tenant_id, item_id, position, kind, quantity, on_hand, reserved, parcel_id, actor, created_at)
        select tenant, item, row_number() over (partition by tenant, item order by n), 'dispatch', -1 - line, 1000, 0, id, 'user',
          made + interval '1 hour'
        from (select *, ${uuid("item", `((n + line) % ${items})`)} as item
          from filled_parcels, generate_series(0, 1) as line where ${left}) as lines`);
    await sql.unsafe(`
      update items set movements = last from (
        select tenant_id as tenant, item_id as item, max(position) as last from stock_movements
        where tenant_id in (select tenant from filled) group by 1, 2) as ledger
      where tenant_id = tenant and id = item`);
    await fillWords(sql, ids);
    for (const id of ids) {
      await enterTenant(sql, id);
      await sql`select recount_parcels()`;
    }
  });
}
