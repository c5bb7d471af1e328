import { globalSearch } from "@waybill/validators";
import { defineModule, listOf, router, tenantProcedure } from "../../core/index.ts";
import { searchResult } from "./outputs.ts";
import { SearchService } from "./service.ts";

export { candidatesByCode } from "./code-candidates.ts";
export { type CandidateQuery, candidatesOf, minSuffixLength, prefixesOf, Search } from "./query.ts";
export { inOrderOfIds, matchesSearch, RecordSearch } from "./record-search.ts";

const searchRouter = router({
  find: tenantProcedure("tenants.read")
    .output(listOf(searchResult))
    .input(globalSearch)
    .query(({ ctx, input }) => new SearchService(ctx).find(input.search)),
});

/** The global search. */
export const searchModule = defineModule({ router: searchRouter });
