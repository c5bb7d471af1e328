import { eventFilter } from "@waybill/validators";
import type { UrlState } from "@/lib/url-state.ts";

/** The input of the list's query, from the URL; an invalid name is left out. */
export function eventListInput({ name }: UrlState): { limit: number; name?: string } {
  return { limit: 50, ...(name && eventFilter.safeParse({ name }).success ? { name } : {}) };
}
