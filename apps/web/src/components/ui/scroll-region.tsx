import type { ReactNode } from "react";
import { cn } from "@/lib/cn.ts";

/** A part of a page that scrolls by itself, also by keyboard. @param label what it shows, for who cannot see it */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section tabIndex={0} aria-label={label} className={cn("overflow-auto", className)}>
      {children}
    </section>
  );
}
