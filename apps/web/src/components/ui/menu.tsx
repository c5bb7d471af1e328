"use client";

import { Slot } from "radix-ui";
import {
  type ComponentProps,
  createContext,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useContext,
  useId,
  useRef,
  useState,
} from "react";
import { useLoaded } from "../use-loaded.ts";
import { cn } from "./cn.ts";

// The button of a menu is rendered with the page. The menu is loaded when the button gets the pointer or the focus.

const load = () => import("./menu-parts.tsx");
type Parts = Awaited<ReturnType<typeof load>>;

interface MenuState {
  id: string;
  button: RefObject<HTMLButtonElement | null>;
  parts: Parts | null;
  ask: (then?: () => void) => void;
  open: boolean;
  setOpen: (open: boolean) => void;
  /** Whether a key opened it before it was loaded. */
  keyed: boolean;
  setKeyed: (keyed: boolean) => void;
}

const State = createContext<MenuState | null>(null);

function useMenu(): MenuState {
  const state = useContext(State);
  if (!state) throw new Error("This part is outside of a menu.");
  return state;
}

/** The style of menus and popovers. */
export const popoverClasses = "pointer-events-auto z-50 rounded-lg border border-line bg-raised p-1 text-ink shadow-lg";

/** A menu with a {@link MenuTrigger} and a {@link MenuContent}. */
export function Menu({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const [keyed, setKeyed] = useState(false);
  const [parts, ask] = useLoaded(load);
  const button = useRef<HTMLButtonElement>(null);
  return <State value={{ id: useId(), button, parts, ask, open, setOpen, keyed, setKeyed }}>{children}</State>;
}

/** The button of a menu; with `asChild`, its child is the button. The menu opens on press, as menus of the system do. */
export function MenuTrigger({ asChild, ...props }: ComponentProps<"button"> & { asChild?: boolean }) {
  const { id, button, parts, ask, open, setOpen, setKeyed } = useMenu();
  const toggle = (byKey: boolean) => {
    if (parts) return setOpen(!open);
    ask(() => {
      setKeyed(byKey);
      setOpen(true);
    });
  };
  const attributes: ComponentProps<"button"> = {
    id,
    ref: button,
    "aria-haspopup": "menu",
    "aria-expanded": open,
    "aria-controls": open ? `${id}-menu` : undefined,
    onFocus: () => ask(),
    onPointerEnter: () => ask(),
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 || event.ctrlKey) return;
      toggle(false);
      // The menu takes the focus.
      if (!open) event.preventDefault();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (!["Enter", " ", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      if (event.key !== "ArrowDown" || !open) toggle(true);
    },
  };
  return asChild ? <Slot.Root {...attributes} {...props} /> : <button type="button" {...attributes} {...props} />;
}

/** The entries of a menu; nothing until the menu is loaded. */
export function MenuContent({ className, ...props }: Omit<ComponentProps<Parts["Content"]>, keyof MenuState>) {
  const { id, button, parts, open, setOpen, keyed } = useMenu();
  if (!parts) return null;
  return (
    <parts.Content
      {...{ id, button, open, setOpen, keyed }}
      sideOffset={4}
      collisionPadding={8}
      className={cn(popoverClasses, "min-w-52", className)}
      {...props}
    />
  );
}

/** An entry that runs an action or opens a link. */
export function MenuItem(props: ComponentProps<Parts["Item"]>) {
  const { parts } = useMenu();
  return parts && <parts.Item {...props} />;
}

/** An entry with a tick. */
export function MenuCheckboxItem(props: ComponentProps<Parts["CheckboxItem"]>) {
  const { parts } = useMenu();
  return parts && <parts.CheckboxItem {...props} />;
}

/** A heading above entries. */
export function MenuLabel(props: ComponentProps<Parts["Label"]>) {
  const { parts } = useMenu();
  return parts && <parts.Label {...props} />;
}

/** A line between entries. */
export function MenuSeparator() {
  const { parts } = useMenu();
  return parts && <parts.Separator />;
}
