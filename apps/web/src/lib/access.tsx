"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import type { Permission } from "@waybill/api";
import type { ReactNode } from "react";
import { Button, type ButtonProps } from "@/components/ui/button.tsx";
import { useTRPC } from "@/trpc/client.tsx";

/** The tenant of the page, and what the person may do in it. Read by the layout before any page is shown. */
export function useTenantInfo() {
  return useSuspenseQuery(useTRPC().tenants.current.queryOptions()).data;
}

/** Tells whether the person may do something here. The server decides again. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useTenantInfo();
  return (permission) => permissions.includes(permission);
}

/** A button that says why, where the person may not use it or the thing's state forbids it. */
export function GuardedButton({
  permission,
  obstacle,
  children,
  ...props
}: ButtonProps & { permission: Permission; obstacle?: string | null; children: ReactNode }) {
  const can = useCan();
  const reason = can(permission) ? obstacle : "Your role does not allow this.";
  if (!reason) return <Button {...props}>{children}</Button>;
  return (
    <Button {...props} asChild={false} onClick={undefined} aria-disabled title={reason}>
      {props.asChild ? <span>{textOf(children)}</span> : children}
    </Button>
  );
}

/** Of a link's children, what stands in it. */
function textOf(children: ReactNode): ReactNode {
  const inner = typeof children === "object" && children !== null && "props" in children ? children.props : null;
  return typeof inner === "object" && inner !== null && "children" in inner ? (inner.children as ReactNode) : children;
}
