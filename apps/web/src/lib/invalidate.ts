import type { QueryClient, QueryKey } from "@tanstack/react-query";
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

/** Has everything read again that shows such an entity, where a page shows it. */
export function invalidateEntity(queryClient: QueryClient, entity: EntityName): Promise<void> {
  const routers = [...(shownIn[entity] ?? []), ...(entity === "presence" ? [] : showEverything)];
  return queryClient.invalidateQueries({
    predicate: ({ queryKey }) => routers.some((router) => router === routerOf(queryKey)),
  });
}
