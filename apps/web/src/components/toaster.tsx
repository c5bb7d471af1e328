"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Shows toasts. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      toastOptions={{ className: "!rounded-lg !border-line !bg-raised !text-ink !text-base !font-sans" }}
    />
  );
}
