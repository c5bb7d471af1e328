"use client";

import { useTheme } from "next-themes";
import { useEffect } from "react";
import { Toaster as Sonner, toast } from "sonner";
import { showToastsBy } from "./toast.ts";

/** The live region of toasts. */
export function Toasts() {
  const { resolvedTheme } = useTheme();
  useEffect(() => showToastsBy((kind, text, more) => void toast[kind](text, more)), []);
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      toastOptions={{ className: "!rounded-lg !border-line !bg-raised !text-ink !text-base !font-sans" }}
    />
  );
}
