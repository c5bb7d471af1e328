"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { type Access, accessOf, resources } from "@waybill/api/permissions";
import { useMemo } from "react";
import { useTRPC } from "./client.tsx";

/** The tenant of the page, with the permissions of the person. The layout loads it before any page renders. */
export function useTenantInfo() {
  return useSuspenseQuery(useTRPC().tenants.current.queryOptions()).data;
}

/** The person's access in the tenant, by the same rules as on the server, which checks again. */
export function useAccess(): Access {
  const { permissions, userId } = useTenantInfo();
  return useMemo(() => accessOf(resources, new Set(permissions), userId), [permissions, userId]);
}

/** Whether the person has a permission here, and for an object if one is given. */
export const useCan = (): Access["can"] => useAccess().can;
