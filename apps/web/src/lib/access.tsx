"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { type Access, accessOf, type ObjectOf, type Permission, resources } from "@waybill/api/permissions";
import { type ReactNode, useMemo } from "react";
import { Button, type ButtonProps } from "@/components/ui/button.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTRPC } from "@/trpc/client.tsx";

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

/**
 * A button that is disabled without a permission, with the reason as its title.
 *
 * @param object the record, if the permission has a policy.
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

/** The text of a link that is the only child. */
function textOf(children: ReactNode): ReactNode {
  const inner = typeof children === "object" && children !== null && "props" in children ? children.props : null;
  return typeof inner === "object" && inner !== null && "children" in inner ? (inner.children as ReactNode) : children;
}
