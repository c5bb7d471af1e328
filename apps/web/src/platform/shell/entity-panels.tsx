"use client";

import type { EntityName } from "@waybill/validators";
import { Suspense } from "react";
import { webModules } from "@/manifests/registry.ts";
import { useCan } from "@/trpc/use-access.ts";

const panels = webModules.flatMap(({ panels: own = [] }) => own);

/** The panels of other modules on the page of a record. */
export function EntityPanels({ entity, id }: { entity: EntityName; id: string }) {
  const can = useCan();
  return panels
    .filter((panel) => panel.entity === entity && can(panel.permission))
    .map(({ Panel }, n) => (
      <Suspense key={`${entity} ${n}`}>
        <Panel id={id} />
      </Suspense>
    ));
}
