import { type Attention, attentionKinds } from "@waybill/validators/parcel-kinds";
import type { UrlState } from "@/lib/url-state.ts";

/** The input of the page's query, from the URL: one reason, or all. */
export function attentionListInput({ reason }: UrlState): { limit: number; attention: Attention[] } {
  const one = attentionKinds.filter((kind) => kind === reason);
  return { limit: 50, attention: one.length > 0 ? one : [...attentionKinds] };
}
