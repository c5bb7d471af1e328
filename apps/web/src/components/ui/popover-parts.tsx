"use client";

import { Popover } from "radix-ui";
import type { ComponentProps, RefObject } from "react";
import { Existing } from "./existing.ts";

/** The popover of popover.tsx. */
export function Content({
  button,
  open,
  setOpen,
  ...props
}: ComponentProps<typeof Popover.Content> & {
  button: RefObject<HTMLElement | null>;
  open: boolean;
  setOpen: (open: boolean) => void;
}) {
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Existing element={button} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content {...props} />
      </Popover.Portal>
    </Popover.Root>
  );
}
