"use client";

import { DropdownMenu } from "radix-ui";
import { type ComponentProps, type ReactNode, type RefObject, useEffect } from "react";
import { cn } from "./cn.ts";
import { Existing } from "./existing.ts";

// The menus of menu.tsx, loaded on demand.

/**
 * The entries of a menu in a portal.
 *
 * @param props.id the id of the button, which labels the menu.
 * @param props.keyed whether a key opened the menu before it was loaded.
 */
export function Content({
  id,
  button,
  open,
  setOpen,
  keyed,
  ...props
}: Omit<ComponentProps<typeof DropdownMenu.Content>, "id"> & {
  id: string;
  button: RefObject<HTMLElement | null>;
  open: boolean;
  setOpen: (open: boolean) => void;
  keyed: boolean;
}) {
  // The library focuses the first entry if it has heard a key. It was not loaded when a key opened the menu.
  useEffect(() => {
    if (keyed) document.dispatchEvent(new KeyboardEvent("keydown", { key: "Unidentified" }));
  }, [keyed]);
  return (
    <DropdownMenu.Root open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger asChild>
        <Existing element={button} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content id={`${id}-menu`} aria-labelledby={id} {...props} />
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** An entry. @param props.danger whether it is a destructive action */
export function Item({ className, danger, ...props }: ComponentProps<typeof DropdownMenu.Item> & { danger?: boolean }) {
  return (
    <DropdownMenu.Item
      className={cn(
        "flex cursor-pointer select-none items-center gap-2 rounded-md px-2.5 py-1.5 outline-none data-disabled:cursor-not-allowed data-highlighted:bg-sunken data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:text-ink-faint",
        danger && "text-danger [&_svg]:text-danger",
        className,
      )}
      {...props}
    />
  );
}

/** An entry with a tick. */
export function CheckboxItem({ checked, children, ...props }: ComponentProps<typeof DropdownMenu.CheckboxItem>) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked ?? false}
      className="flex cursor-pointer select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none data-highlighted:bg-sunken"
      {...props}
    >
      <span aria-hidden className="grid size-4 place-items-center rounded border border-line-strong text-accent">
        {checked === true && "✓"}
      </span>
      {children}
    </DropdownMenu.CheckboxItem>
  );
}

/** A heading above entries. */
export function Label({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2.5 py-1.5 text-ink-faint text-meta">{children}</DropdownMenu.Label>;
}

/** A line between entries. */
export function Separator() {
  return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
