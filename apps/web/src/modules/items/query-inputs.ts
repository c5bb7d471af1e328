import type { QueryParams } from "@/lib/params.ts";
import { periodOf } from "@/lib/period.ts";

// The inputs of queries on pages of other modules, without the schemas of this module's pages.

/** What the dashboard shows of the items that run out, by the pace of the period in its address. */
export const runningOutInput = (url: QueryParams) => periodOf(url);

/** The names of filters in the list's address. */
export const itemUrlKeys = { search: "q", tagIds: "tag", allTags: "all", descending: "down" } as const;
