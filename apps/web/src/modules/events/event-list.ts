import type { UrlState } from "@/lib/url-state.ts";

/** What the list asks the server for, out of the address. */
export const eventListInput = ({ name }: UrlState) => ({ limit: 50, ...(name ? { name } : {}) });
