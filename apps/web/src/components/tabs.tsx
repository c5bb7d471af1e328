"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "./ui/cn.ts";

/** Links to related pages. */
export function Tabs({ label, tabs }: { label: string; tabs: { label: string; href: string; count?: number }[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="-mb-1 flex gap-1 overflow-x-auto border-line border-b">
      {tabs.map(({ label: name, href, count }) => {
        const current = pathname === href;
        return (
          <Link
            key={href}
            href={href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "-mb-px flex h-9 items-center gap-2 whitespace-nowrap border-transparent border-b-2 px-3 font-medium max-sm:px-2 text-ink-soft hover:text-ink",
              current && "border-accent text-ink",
            )}
          >
            {name}
            {count ? (
              <span className="tabular rounded bg-danger-soft px-1.5 text-danger text-meta">{count}</span>
            ) : null}
          </Link>
        );
      })}
    </nav>
  );
}
