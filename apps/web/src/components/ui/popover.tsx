"use client";

import { Slot } from "radix-ui";
import { type ComponentProps, type ReactElement, useId, useRef, useState } from "react";
import { useLoaded } from "../use-loaded.ts";
import { cn } from "./cn.ts";
import { popoverClasses } from "./menu.tsx";

const load = () => import("./popover-parts.tsx");
type Parts = Awaited<ReturnType<typeof load>>;

/** A button with a popover, which is loaded when the button gets the pointer or the focus. @param props.trigger the button */
export function Popover({
  trigger,
  className,
  ...props
}: { trigger: ReactElement } & Omit<ComponentProps<Parts["Content"]>, "id" | "button" | "open" | "setOpen">) {
  const [open, setOpen] = useState(false);
  const [parts, ask] = useLoaded(load);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const attributes: ComponentProps<"button"> = {
    ref: button,
    "aria-haspopup": "dialog",
    "aria-expanded": open,
    "aria-controls": open ? id : undefined,
    onFocus: () => ask(),
    onPointerEnter: () => ask(),
    onClick: () => (parts ? setOpen(!open) : ask(() => setOpen(true))),
  };
  return (
    <>
      <Slot.Root {...attributes}>{trigger}</Slot.Root>
      {parts && (
        <parts.Content
          {...{ id, button, open, setOpen }}
          sideOffset={4}
          collisionPadding={8}
          className={cn(popoverClasses, className)}
          {...props}
        />
      )}
    </>
  );
}
