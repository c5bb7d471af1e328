import { eventFilter } from "@waybill/validators";
import type { UrlState } from "@/lib/url-state.ts";

/** What the list asks the server for, out of the address; a name that is none is left out. */
export function eventListInput({ name }: UrlState): { limit: number; name?: string } {
  return { limit: 50, ...(name && eventFilter.safeParse({ name }).success ? { name } : {}) };
}
