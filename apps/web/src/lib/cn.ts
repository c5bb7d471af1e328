import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** Knows the theme's own sizes of text: what it does not know it takes for a colour, of which the later would win. */
const merge = extendTailwindMerge({ extend: { theme: { text: ["meta"] } } });

/** Joins class names; of two that say the same thing, the later wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
