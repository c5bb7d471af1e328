import { deepestPage } from "@waybill/validators";
import { itemFilter } from "@waybill/validators/items";
import type { z } from "zod";
import type { UrlState } from "@/lib/url-state.ts";

/** What the list asks the server for, out of the address. The server renders the page with the same. */
export function itemListInput({ q, tag, archived, stock, sort, page }: UrlState): z.input<typeof itemFilter> {
  const candidate = {
    search: q,
    tagId: tag,
    archived: archived === "1",
    low: stock === "low",
    sort: sort?.replace(/^-/, "") ?? "sku",
    descending: sort?.startsWith("-") ?? false,
    page: Math.min(Number(page ?? 1), deepestPage),
  };
  // Whatever somebody wrote into the address: what is not valid is left out.
  const { success } = itemFilter.safeParse(candidate);
  return success ? (candidate as z.input<typeof itemFilter>) : {};
}

/** Whether no more of an item is available than its mark says. */
export const isLow = ({ available, lowStockAt }: { available: number; lowStockAt: number | null }) =>
  lowStockAt !== null && available <= lowStockAt;

/** What an item's ledger asks the server for, page by page. */
export const movementsInput = (id: string) => ({ id, limit: 25 });
