import type { InvalidateQueryFilters, QueryClient, QueryKey } from "@tanstack/react-query";
import { type EntityName, entityNames } from "@waybill/validators";
import { routersOf } from "./registry.ts";

/** Whatever changes, these may show it. */
const showEverything = ["activity", "events"];

function routerOf(queryKey: QueryKey): unknown {
  const [path] = queryKey;
  return Array.isArray(path) ? path[0] : undefined;
}

/** The entity that a query shows, first of all. */
export function entityOf(queryKey: QueryKey): EntityName | undefined {
  const router = String(routerOf(queryKey));
  return entityNames.find((entity) => routersOf(entity).includes(router));
}

/**
 * Has queries read again, where a page shows them. A read that is under way is not broken off: changes that come faster
 * than a list is read would keep it from ever being shown, and its next page from being added. It may have begun before
 * the change, so it is read once more when it has ended.
 *
 * @returns when what is shown has been read after this call.
 */
export async function invalidate(queryClient: QueryClient, filters: InvalidateQueryFilters = {}): Promise<void> {
  const joined = { cancelRefetch: false };
  const underWay = queryClient.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" });
  const again = underWay.map(async (query) => {
    await query.promise?.catch(() => {});
    await queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true }, joined);
  });
  await Promise.all([queryClient.invalidateQueries(filters, joined), ...again]);
}

/** Has everything read again that shows such an entity: see {@link invalidate}. */
export function invalidateEntity(queryClient: QueryClient, entity: EntityName): Promise<void> {
  const routers = [...routersOf(entity), ...(entity === "presence" ? [] : showEverything)];
  return invalidate(queryClient, {
    predicate: ({ queryKey }) => routers.some((router) => router === routerOf(queryKey)),
  });
}
