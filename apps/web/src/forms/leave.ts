"use client";

import { get } from "react-hook-form";
import type { FormCore } from "./form.ts";

/** Whether a pointer is pressed, anywhere on the page. */
let pressed = false;

if (typeof window !== "undefined") {
  const follow = ({ type }: Event) => {
    pressed = type === "pointerdown";
  };
  for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
    window.addEventListener(type, follow, { capture: true, passive: true });
  }
}

/** Runs something once the click has been made that a pressed pointer is about to make; at once where none is pressed. */
function afterClick(effect: () => void): void {
  if (!pressed) {
    effect();
    return;
  }
  const done = () => {
    window.removeEventListener("pointerup", done, { capture: true });
    window.removeEventListener("pointercancel", done, { capture: true });
    // The click comes right after the release.
    setTimeout(effect);
  };
  window.addEventListener("pointerup", done, { capture: true });
  window.addEventListener("pointercancel", done, { capture: true });
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === "";

/**
 * Has an input checked when it is left. Not where it is as empty as it was: nobody has tried to fill it in. And not under
 * a pointer that is pressed: the error would move what is being clicked.
 *
 * @param check what React Hook Form does with an input that is left.
 */
export function whenLeft<Event>(
  { methods }: FormCore,
  name: string,
  check: (event: Event) => unknown,
): (event: Event) => void {
  return (event) => {
    if (isEmpty(get(methods.getValues(), name)) && isEmpty(get(methods.formState.defaultValues, name))) return;
    afterClick(() => void check(event));
  };
}
