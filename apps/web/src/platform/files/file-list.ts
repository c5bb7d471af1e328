import { deepestPage, usualPageSize } from "@waybill/validators/page-limits";
import type { UrlState } from "@/lib/url-state.ts";

/** The input of the list's query, from the URL. */
export function fileListInput({ kind, page }: UrlState) {
  const number = Number(page ?? 1);
  return {
    page: Number.isInteger(number) && number > 0 ? Math.min(number, deepestPage) : 1,
    pageSize: usualPageSize,
    ...(kind ? { kind: kind.slice(0, 100) } : {}),
  };
}
