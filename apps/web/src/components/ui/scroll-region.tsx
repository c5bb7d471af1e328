import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** A scrolling part of a page that the keyboard reaches. @param label its accessible name */
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
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard has to reach scrolling content
    <section tabIndex={0} aria-label={label} className={cn("overflow-auto", className)}>
      {children}
    </section>
  );
}
