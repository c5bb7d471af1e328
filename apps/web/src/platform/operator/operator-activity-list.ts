import { z } from "zod";
import type { UrlState } from "@/lib/url-state.ts";

const id = z.uuid().optional().catch(undefined);

/** The input of the list's query, from the URL. */
export function operatorActivityInput({ who }: UrlState): { limit: number; userId?: string } {
  const userId = id.parse(who);
  return { limit: 50, ...(userId ? { userId } : {}) };
}
