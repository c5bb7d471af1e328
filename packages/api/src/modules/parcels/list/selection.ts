import { parcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import type { ParcelSelection, ParcelState } from "@waybill/validators/parcels";
import { desc, type SQL, sql } from "drizzle-orm";
import type { CursorPage, TenantContext } from "../../../core/index.ts";
import { maxScanned } from "../../../platform/lists/index.ts";
import { shipmentJoin } from "../dispatch/shipments.ts";
import { recipientJoin, selected } from "./conditions.ts";
import { parcelIds } from "./list.ts";

/** The pages of the list that are read for a selection: each reads a bounded number of rows. */
const maxPages = 20;

/** Parcels of a selection, newest first. */
export interface SelectedParcels {
  ids: string[];
  /** Whether there are further ones, or parcels that were not checked. */
  more: boolean;
}

/** The part of a selection in some states; null if it has none. */
export function inStates(selection: ParcelSelection, states: readonly ParcelState[]): ParcelSelection | null {
  const both = selection.states?.length ? states.filter((state) => selection.states?.includes(state)) : [...states];
  return both.length > 0 ? { ...selection, states: both } : null;
}

/**
 * The parcels of a selection, by up to {@link maxPages} pages of the list.
 *
 * @param most the maximum number of ids
 * @param until later parcels are left out
 */
export async function selectedIds(
  ctx: TenantContext,
  selection: ParcelSelection | null,
  { most, until }: { most: number; until?: string },
): Promise<SelectedParcels> {
  if (!selection) return { ids: [], more: false };
  const { ids: named, refusedIn, ...filter } = selection;
  if (named || refusedIn) {
    const ids = await namedIds(ctx, selection, { most: most + 1, until: until ?? sql`now()` });
    return { ids: ids.slice(0, most), more: ids.length > most };
  }
  const ids = new Set<string>();
  let cursor: string | null = null;
  for (let page = 0; page < maxPages && ids.size <= most; page += 1) {
    const found: CursorPage<string> = await parcelIds(ctx, { ...filter, cursor, limit: maxScanned });
    for (const id of until ? await createdUntil(ctx, found.items, until) : found.items) ids.add(id);
    cursor = found.nextCursor;
    if (cursor === null) break;
  }
  return { ids: [...ids].slice(0, most), more: ids.size > most || cursor !== null };
}

/** The parcels of a selection of named parcels or of a batch, which are few. */
async function namedIds(
  ctx: TenantContext,
  selection: ParcelSelection,
  { most, until }: { most: number; until: string | SQL },
): Promise<string[]> {
  const rows = await ctx.db
    .select({ id: parcels.id })
    .from(parcels)
    .innerJoin(places, recipientJoin)
    .leftJoin(shipments, shipmentJoin)
    .where(await selected(ctx, selection, until))
    .orderBy(desc(parcels.id))
    .limit(most);
  return rows.map(({ id }) => id);
}

async function createdUntil({ db, inTenant }: TenantContext, ids: string[], until: string): Promise<string[]> {
  const rows = await db
    .select({ id: parcels.id })
    .from(parcels)
    .where(inTenant(parcels, hasId(ids), sql`${parcels.createdAt} <= ${until}::timestamptz`));
  return rows.map(({ id }) => id);
}

/** The condition that a parcel is one of these. */
export const hasId = (ids: readonly string[]) => sql`${parcels.id} = any(${sql.param([...ids])}::uuid[])`;
