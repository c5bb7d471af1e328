import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** With the theme's own text sizes: unknown ones count as colours, and would remove a colour before them. */
const merge = extendTailwindMerge({ extend: { theme: { text: ["meta"] } } });

/** Joins class names; of two for the same property, the later wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
