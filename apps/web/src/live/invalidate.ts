import type { InvalidateQueryFilters, QueryClient, QueryKey } from "@tanstack/react-query";
import type { EntityName } from "@waybill/validators";
import { entityShownIn, routersOf } from "@/manifests/registry.ts";

/** Routers whose queries may show any entity. */
const showEverything = ["activity", "events"];

function routerOf(queryKey: QueryKey): unknown {
  const [path] = queryKey;
  return Array.isArray(path) ? path[0] : undefined;
}

/** The main entity of a query. */
export function entityOf(queryKey: QueryKey): EntityName | undefined {
  return entityShownIn(String(routerOf(queryKey)));
}

/**
 * Refetches queries that a page shows. A fetch in progress is not cancelled: changes that come faster
 * than a list loads would keep it, and its next page, from being shown. It may have started before
 * the change, so it is fetched once more when it has ended.
 *
 * @returns when all shown queries have been fetched after this call.
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

/** Refetches all queries that show such an entity: see {@link invalidate}. */
export function invalidateEntity(queryClient: QueryClient, entity: EntityName): Promise<void> {
  const routers = [...routersOf(entity), ...(entity === "presence" ? [] : showEverything)];
  return invalidate(queryClient, {
    predicate: ({ queryKey }) => routers.some((router) => router === routerOf(queryKey)),
  });
}
