"use client";

import { type ReactNode, useEffect } from "react";
import { useLoaded } from "../use-loaded.ts";
import { cn } from "./cn.ts";

const load = () => import("./dialog-parts.tsx");

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** For more content than a question. */
  wide?: boolean;
  children: ReactNode;
}

/** A dialog; on a phone, a sheet at the bottom of the screen. Loaded when it is first opened. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange } = props;
  const [parts, ask] = useLoaded(load);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new callback does not require another load
  useEffect(() => {
    if (open) ask(undefined, () => onOpenChange(false));
  }, [open, ask]);
  return parts && <parts.OpenDialog {...props} />;
}

/** The buttons at the end of a dialog or form. */
export function Actions({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("flex flex-wrap justify-end gap-2", className)}>{children}</div>;
}
