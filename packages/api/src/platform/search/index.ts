import { everySearch } from "@waybill/validators";
import { defineModule, listOf, router, tenantProcedure } from "../../core/index.ts";
import { foundThing } from "./outputs.ts";
import { SearchService } from "./service.ts";

export { beginningsOf, fewestOfEnd, type Leads, leadsTo, Search } from "./asked.ts";
export { inOrder, matching, ThingSearch } from "./things.ts";

const searchRouter = router({
  find: tenantProcedure("tenants.read")
    .output(listOf(foundThing))
    .input(everySearch)
    .query(({ ctx, input }) => new SearchService(ctx).find(input.search)),
});

/** Things of every kind, found by their words. */
export const searchModule = defineModule({ router: searchRouter });
