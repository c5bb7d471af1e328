import type { UrlState } from "@/lib/url-state.ts";

/** The input of the list's query, from the URL. */
export const fileListInput = (url: UrlState) => ({ limit: 50, ...(url.kind ? { kind: url.kind.slice(0, 100) } : {}) });
