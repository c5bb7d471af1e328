import { periodOf } from "@/formats/period.ts";
import type { QueryParams } from "@/navigation/params.ts";

// The inputs of queries on pages of other modules, without the schemas of this module's pages.

/** The input for items that run out, by the consumption in the period in the URL. */
export const runningOutInput = (url: QueryParams) => periodOf(url);

/** The names of the list's filters in the URL. */
export const itemUrlKeys = { search: "q", tagIds: "tag", allTags: "all", descending: "down" } as const;
