import { periodOf } from "@/lib/period.ts";
import type { UrlState } from "@/lib/url-state.ts";

// What pages of others ask for, apart from the schemas of this module's own pages.

/** What the dashboard shows of the items that run out, by the pace of the period in its address. */
export const runningOutInput = (url: UrlState) => periodOf(url);
