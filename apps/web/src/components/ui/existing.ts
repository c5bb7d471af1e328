import { type Ref, type RefObject, useImperativeHandle } from "react";

/** Passes the reference of an element that is rendered elsewhere: of the button of a menu that is loaded after it. */
export function Existing({ element, ref }: { element: RefObject<HTMLElement | null>; ref?: Ref<HTMLElement | null> }) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => element.current);
  return null;
}
