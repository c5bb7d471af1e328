"use client";

import { get } from "react-hook-form";
import type { FormCore } from "./form.ts";

/** Whether a pointer is pressed anywhere on the page. */
let pressed = false;

if (typeof window !== "undefined") {
  const follow = ({ type }: Event) => {
    pressed = type === "pointerdown";
  };
  for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
    window.addEventListener(type, follow, { capture: true, passive: true });
  }
}

/** Runs an effect after the click of a pressed pointer; at once if no pointer is pressed. */
function afterClick(effect: () => void): void {
  if (!pressed) {
    effect();
    return;
  }
  const done = () => {
    window.removeEventListener("pointerup", done, { capture: true });
    window.removeEventListener("pointercancel", done, { capture: true });
    // The click event follows the release.
    setTimeout(effect);
  };
  window.addEventListener("pointerup", done, { capture: true });
  window.addEventListener("pointercancel", done, { capture: true });
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === "";

/**
 * Validates an input when it loses the focus, unless it is empty and was empty before: no one has tried to fill it in.
 * While a pointer is pressed, it waits for the click: the error would move the clicked element.
 *
 * @param check the blur handler of React Hook Form.
 */
export function validateOnBlur<Event>(
  { methods }: FormCore,
  name: string,
  check: (event: Event) => unknown,
): (event: Event) => void {
  return (event) => {
    if (isEmpty(get(methods.getValues(), name)) && isEmpty(get(methods.formState.defaultValues, name))) return;
    afterClick(() => void check(event));
  };
}
