import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** The style of inputs. */
export const inputClasses =
  "h-9 w-full min-w-0 rounded-md border border-line-strong/60 bg-surface px-3 text-ink shadow-xs outline-none transition-colors placeholder:text-ink-faint hover:border-line-strong focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/30 disabled:bg-sunken disabled:text-ink-faint aria-invalid:border-danger aria-invalid:ring-danger/30 max-sm:text-[16px]";

/** A text input. */
export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(inputClasses, className)} {...props} />;
}

/** A multi-line text input. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(inputClasses, "h-auto min-h-20 py-2", className)} {...props} />;
}

/** A native select, which opens as the device does. */
export function Select({ className, children, ...props }: ComponentProps<"select">) {
  return (
    <select className={cn(inputClasses, "pr-4", className)} {...props}>
      {children}
    </select>
  );
}

/** A checkbox. */
export function Checkbox({ className, ...props }: Omit<ComponentProps<"input">, "type">) {
  return <input type="checkbox" className={cn("size-4 shrink-0 cursor-pointer accent-accent", className)} {...props} />;
}
