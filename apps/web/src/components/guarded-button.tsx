"use client";

import type { ObjectOf, Permission } from "@waybill/api/permissions";
import type { ReactNode } from "react";
import { useApiText } from "@/texts/api-texts.tsx";
import { useAccess } from "@/trpc/use-access.ts";
import { Button, type ButtonProps } from "./ui/button.tsx";

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
      {props.asChild ? contentOf(children) : children}
    </Button>
  );
}

/** The content of a link that is the only child. */
function contentOf(children: ReactNode): ReactNode {
  const inner = typeof children === "object" && children !== null && "props" in children ? children.props : null;
  return typeof inner === "object" && inner !== null && "children" in inner ? (inner.children as ReactNode) : children;
}
