import { cn } from "@/components/ui/cn.ts";

/** The initial of a name, in place of a picture. */
export function Initial({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        "flex size-6 shrink-0 items-center justify-center rounded-md bg-accent-soft font-semibold text-accent text-meta",
        className,
      )}
    >
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}

/** The classes of a row that opens a menu. */
export const rowClasses = "flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-sunken";
