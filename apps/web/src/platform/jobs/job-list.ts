import { type JobState, jobStates } from "@waybill/validators";
import type { UrlState } from "@/lib/url-state.ts";

/** The input of the list's query, from the URL. */
export function jobListInput({ state, kind }: UrlState): { states?: JobState[]; name?: string; limit: number } {
  const states = jobStates.filter((known) => known === state);
  return { limit: 50, ...(states.length > 0 ? { states } : {}), ...(kind ? { name: kind.slice(0, 100) } : {}) };
}
