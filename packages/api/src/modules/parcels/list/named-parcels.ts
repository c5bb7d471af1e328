import { preparedSql } from "@waybill/db";
import { parcels, searchedParcels } from "@waybill/db/parcels";
import { type SQL, sql } from "drizzle-orm";
import type { TenantContext } from "../../../core/index.ts";
import { candidatesOf, minSuffixLength, prefixesOf } from "../../../platform/search/index.ts";
import { matchesFilters } from "./conditions.ts";

const placeholder = sql.placeholder;
const tenantId = placeholder("tenantId");

/** The maximum number of parcels with a matching name; of more, only exact matches come first. */
export const maxNamed = 50;

/** Parcels whose reference equals the search, then those that begin or end with it; each newest first. */
const namedQuery = preparedSql<{ id: string }>(() => {
  const many = sql`${maxNamed}::int`;
  const words = candidatesOf(searchedParcels.kind);
  const called = words(
    { lowerBound: placeholder("compact"), upperBound: sql`${placeholder("compact")} || ' '` },
    tenantId,
  );
  const begins = words({ lowerBound: sql`range.word`, upperBound: sql`range.upper_bound` }, tenantId);
  const scanned = sql`
    with begins as materialized (
      select id from (select * from unnest(${placeholder("begins")}::text[], ${placeholder("upperBounds")}::text[]) offset 0) as range (word, upper_bound)
      cross join lateral (${begins}) as candidate limit ${many} + 1)
    select id from (select id from (${called}) as exact order by id desc limit ${many}) as exact
    union select id from begins where (select count(*) from begins) <= ${many}`;
  const isCalled = (pattern: SQL) => sql`starts_with(search_text(found.reference) || ' ', ${pattern})`;
  return sql`select found.id from (${scanned}) as scanned cross join lateral (
      select ${parcels.id} as id, ${parcels.reference} as reference from ${parcels}
      where ${parcels.tenantId} = ${tenantId} and ${parcels.id} = scanned.id and ${matchesFilters(placeholder)} offset 0) as found
    order by ${isCalled(sql`' ' || ${placeholder("compact")} || ' '`)} desc, ${isCalled(sql`' ' || ${placeholder("compact")}`)} desc, found.id desc
    limit ${placeholder("limit")}`;
});

/** The ids of parcels with a matching name, in the order of {@link namedQuery}. */
export async function namedParcels(
  ctx: TenantContext,
  values: Record<string, unknown>,
  compact: string,
  limit: number,
) {
  const ends = compact.length < minSuffixLength ? [] : [`<${[...compact].reverse().join("")}`];
  const { words: begins, upperBounds } = prefixesOf([compact, ...ends]);
  const rows = await ctx.run(namedQuery, { ...values, compact, begins, upperBounds, limit });
  return rows.map(({ id }) => id);
}
