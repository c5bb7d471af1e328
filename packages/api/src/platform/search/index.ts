import { everySearch } from "@waybill/validators";
import { defineModule, listOf, router, tenantProcedure } from "../../core/index.ts";
import { foundThing } from "./outputs.ts";
import { SearchService } from "./service.ts";

export { fewestOfEnd, type Leads, leadsTo, prefixesOf, Search } from "./query.ts";
export { inOrder, matching, ThingSearch } from "./thing-search.ts";

const searchRouter = router({
  find: tenantProcedure("tenants.read")
    .output(listOf(foundThing))
    .input(everySearch)
    .query(({ ctx, input }) => new SearchService(ctx).find(input.search)),
});

/** The global search. */
export const searchModule = defineModule({ router: searchRouter });
