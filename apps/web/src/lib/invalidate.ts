import type { InvalidateQueryFilters, QueryClient, QueryKey } from "@tanstack/react-query";
import { type EntityName, entityNames } from "@waybill/validators";

/** Which routers show an entity. */
const shownIn: Partial<Record<EntityName, readonly string[]>> = {
  item: ["items"],
  tag: ["tags"],
  place: ["places"],
  parcel: ["parcels"],
  job: ["jobs"],
  member: ["tenants"],
  invitation: ["tenants"],
  tenant: ["tenants", "support"],
  user: ["users", "account", "factors"],
  role: ["roles", "tenants"],
  apiKey: ["apiKeys"],
  event: ["events"],
  file: ["files"],
  schedule: ["jobs"],
  presence: ["presence"],
};

/** Whatever changes, these may show it. */
const showEverything = ["activity", "events"];

function routerOf(queryKey: QueryKey): unknown {
  const [path] = queryKey;
  return Array.isArray(path) ? path[0] : undefined;
}

/** The entity that a query shows, first of all. */
export function entityOf(queryKey: QueryKey): EntityName | undefined {
  return entityNames.find((entity) => shownIn[entity]?.includes(String(routerOf(queryKey))));
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
  const routers = [...(shownIn[entity] ?? []), ...(entity === "presence" ? [] : showEverything)];
  return invalidate(queryClient, {
    predicate: ({ queryKey }) => routers.some((router) => router === routerOf(queryKey)),
  });
}
