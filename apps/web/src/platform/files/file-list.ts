import type { UrlState } from "@/lib/url-state.ts";

/** What the list asks the server for, out of the address. */
export const fileListInput = (url: UrlState) => ({ limit: 50, ...(url.kind ? { kind: url.kind.slice(0, 100) } : {}) });
