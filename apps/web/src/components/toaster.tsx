"use client";

import { useEffect } from "react";
import { onPendingToast } from "./toast.ts";
import { useLoaded } from "./use-loaded.ts";

const load = () => import("./toaster-parts.tsx");

/**
 * Shows toasts. The library is loaded at the first interaction with the page, before a toast: screen readers announce
 * changes of a live region, not a new one.
 */
export function Toaster() {
  const [parts, ask] = useLoaded(load);
  useEffect(() => {
    if (parts) return;
    const use = () => ask();
    const stop = onPendingToast(use);
    for (const type of ["pointerdown", "keydown"]) window.addEventListener(type, use, { capture: true, passive: true });
    return () => {
      stop();
      for (const type of ["pointerdown", "keydown"]) window.removeEventListener(type, use, { capture: true });
    };
  }, [parts, ask]);
  return parts && <parts.Toasts />;
}
