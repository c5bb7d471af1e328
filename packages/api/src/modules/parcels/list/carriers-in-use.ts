import { preparedSql } from "@waybill/db";
import { parcels } from "@waybill/db/parcels";
import { type SQL, sql } from "drizzle-orm";
import type { TenantContext } from "../../../core/index.ts";

const tenantId = sql.placeholder("tenantId");

/** The maximum number of carriers listed. */
const maxCarriers = 50;

/** The carriers of dispatched parcels, read one by one through the index. */
const carriersQuery = preparedSql<{ name: string }>(() => {
  const next = (beyond: SQL) => sql`
    select ${parcels.carrier} from ${parcels} where ${parcels.tenantId} = ${tenantId} and ${beyond} order by ${parcels.carrier} limit 1`;
  return sql`
    with recursive used (name, counted) as (
      (select (${next(sql`${parcels.carrier} is not null`)}), 1)
      union all
      select (${next(sql`${parcels.carrier} > used.name`)}), counted + 1 from used
      where used.name is not null and counted < ${maxCarriers}::int)
    select name from used where name is not null`;
});

/** The carriers of the tenant's dispatched parcels, by name. */
export async function usedCarriers(ctx: TenantContext) {
  return { items: await ctx.run(carriersQuery, {}), nextCursor: null };
}
