"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { type Access, accessOf, type ObjectOf, type Permission, resources } from "@waybill/api/permissions";
import { type ReactNode, useMemo } from "react";
import { Button, type ButtonProps } from "@/components/ui/button.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";

/** The tenant of the page, and what the person may do in it. Read by the layout before any page is shown. */
export function useTenantInfo() {
  return useSuspenseQuery(useTRPC().tenants.current.queryOptions()).data;
}

/** What the person may do here, decided like the server decides it; which decides again. */
export function useAccess(): Access {
  const { permissions, userId } = useTenantInfo();
  return useMemo(() => accessOf(resources, new Set(permissions), userId), [permissions, userId]);
}

/** Tells whether the person may do something here, and with an object where one is given. */
export const useCan = (): Access["can"] => useAccess().can;

/**
 * A button that says why, where the person may not use it.
 *
 * @param object what it is about, where the permission has a policy.
 */
export function GuardedButton<P extends Permission>({
  permission,
  object,
  children,
  ...props
}: ButtonProps & { permission: P; object?: ObjectOf<P>; children: ReactNode }) {
  const reason = useAccess().why(permission, object);
  const apiText = useApiText();
  if (!reason) return <Button {...props}>{children}</Button>;
  return (
    <Button {...props} asChild={false} onClick={undefined} aria-disabled title={apiText(reason)}>
      {props.asChild ? <span>{textOf(children)}</span> : children}
    </Button>
  );
}

/** Of a link's children, what stands in it. */
function textOf(children: ReactNode): ReactNode {
  const inner = typeof children === "object" && children !== null && "props" in children ? children.props : null;
  return typeof inner === "object" && inner !== null && "children" in inner ? (inner.children as ReactNode) : children;
}
