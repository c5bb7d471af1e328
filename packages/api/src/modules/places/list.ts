import { places, searchedPlaces } from "@waybill/db/places";
import { type PlaceFilter, placeListing } from "@waybill/validators/places";
import { sql } from "drizzle-orm";
import type { CursorPage, ListView, TenantContext } from "../../core/index.ts";
import { rowsOfEach, SortedList } from "../../platform/lists/index.ts";
import { RecordSearch } from "../../platform/search/index.ts";
import { incompleteAddress } from "./address.ts";

export const placeSearch = new RecordSearch(searchedPlaces);

type Listing = Omit<PlaceFilter, "cursor" | "limit">;

const placeholder = sql.placeholder;
const located = sql`(${places.latitude} is not null and ${places.longitude} is not null)`;

const placeList = new SortedList({
  table: places,
  search: placeSearch,
  keys: {
    name: { column: places.name, kind: "name" },
    code: { column: places.code, kind: "text" },
    country: { column: places.country, kind: "text" },
    created: { column: places.id, kind: "id" },
  },
  indexedFilters: {
    incomplete: ({ limit }) => sql`
      select ${places.id} as id from ${places}
      where ${places.tenantId} = ${placeholder("tenantId")} and ${incompleteAddress} limit ${limit}`,
    countries: (search) =>
      rowsOfEach(
        {
          ...{ table: places, id: places.id, column: places.country },
          value: { name: "countries", type: sql`text` },
        },
        search,
      ),
  },
  conditions: (given) => ({
    countries: { type: sql`text[]`, condition: sql`${places.country} = any(${given("countries")}::text[])` },
    complete: { type: sql`boolean`, condition: sql`not ${incompleteAddress}` },
    incomplete: { type: sql`boolean`, condition: incompleteAddress },
    located: { type: sql`boolean`, condition: sql`${located} = ${given("located")}::boolean` },
  }),
});

/** The values of the filters; null for an unused one. */
function valuesOf({ countries, address, coordinates }: Listing) {
  return {
    countries: countries?.length ? [...new Set(countries)] : null,
    complete: address === "complete" ? true : null,
    incomplete: address === "incomplete" ? true : null,
    located: coordinates ? coordinates === "with" : null,
  };
}

/** The ids of a page of places. A search orders by relevance, unless an order is chosen. */
export const placeIds = (ctx: TenantContext, filter: PlaceFilter): Promise<CursorPage<string>> =>
  placeList.page(ctx, { ...filter, values: valuesOf(filter), usual: "name" });

/** The conditions of a list request except its search. */
export const placeConditions = (ctx: TenantContext, listing: Listing) => placeList.conditions(ctx, valuesOf(listing));

/** The list of places for saved views. */
export const placeView: ListView = {
  name: "places",
  permission: "places.read",
  state: placeListing,
  async count(ctx, state, limit) {
    const { items: counted, nextCursor } = await placeIds(ctx, { ...placeListing.parse(state), limit });
    return { count: counted.length, more: nextCursor !== null };
  },
};
