"use client";

import { useEffect } from "react";
import { useTenantInfo } from "./access.tsx";

/**
 * Names the browser's tab after the thing that the page shows, and the organisation, so that several tabs can be told
 * apart. The server's title says the kind alone: what a thing is called is read once, for the page, and may change.
 */
export function useTabTitle(name: string): void {
  const tenant = useTenantInfo().name;
  useEffect(() => {
    document.title = `${name} · ${tenant}`;
  }, [name, tenant]);
}
