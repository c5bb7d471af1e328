import type { EntityName } from "@waybill/validators";
import type { Read } from "@/trpc/server.tsx";
import { webModules } from "./registry.ts";

/** Prefetches the panels of other modules on the page of a record. */
export const readPanels = (entity: EntityName, id: string, ...[trpc, client]: Parameters<Read>): ReturnType<Read> =>
  webModules.flatMap(({ panels = [] }) =>
    panels.filter((panel) => panel.entity === entity).flatMap(({ read }) => read(id, trpc, client)),
  );
