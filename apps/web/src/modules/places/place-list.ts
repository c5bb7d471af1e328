import { deepestPage } from "@waybill/validators";
import { placeFilter } from "@waybill/validators/places";
import type { z } from "zod";
import type { UrlState } from "@/lib/url-state.ts";

/** The input of the list's query, from the URL. */
export function placeListInput({ q, country, page }: UrlState): z.input<typeof placeFilter> {
  const candidate = { search: q, country, page: Math.min(Number(page ?? 1), deepestPage) };
  return placeFilter.safeParse(candidate).success ? candidate : {};
}
