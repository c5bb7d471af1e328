import { cn } from "./ui/cn.ts";

/** The logo: a parcel with its label. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={cn("size-6 text-accent", className)}>
      <rect x="2.5" y="3.5" width="19" height="17" rx="3.5" fill="currentColor" />
      <path d="M7 8v8M10 8v8M12.5 8v8M16 8v8" stroke="var(--on-accent)" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}
