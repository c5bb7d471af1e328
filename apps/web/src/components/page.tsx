import { ChevronRightIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormats } from "@/formats/use-formats.ts";
import { cn } from "./ui/cn.ts";

/** A page: header and content. `wide` pages, such as tables, take the full width. */
export function Page({
  title,
  count,
  badge,
  crumbs = [],
  actions,
  wide,
  children,
}: {
  title: string;
  /** The number of records; a text is shown unchanged. */
  count?: number | string | null;
  badge?: ReactNode;
  crumbs?: { label: string; href: string }[];
  actions?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  const t = useTranslations("common");
  const { formatCount } = useFormats();
  return (
    <div
      className={cn("mx-auto flex w-full min-w-0 flex-1 flex-col gap-4 px-4 py-5 sm:px-6", !wide && "max-w-[1280px]")}
    >
      <header className="flex flex-col gap-1.5">
        {crumbs.length > 0 && (
          <nav aria-label={t("breadcrumbs")} className="flex items-center gap-1 text-ink-faint text-meta">
            {crumbs.map(({ label, href }) => (
              <span key={href} className="flex items-center gap-1">
                <Link href={href} className="rounded hover:text-ink hover:underline">
                  {label}
                </Link>
                <ChevronRightIcon className="size-3.5" aria-hidden />
              </span>
            ))}
          </nav>
        )}
        <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <div className="flex min-w-0 items-center gap-2.5">
            <h1 className="min-w-0 truncate font-semibold text-xl" title={title}>
              {title}
            </h1>
            {count != null && (
              <span className="tabular text-ink-faint">{typeof count === "number" ? formatCount(count) : count}</span>
            )}
            {badge}
          </div>
          {/* On a phone, buttons with a text have no icon, so that they fit beside each other. */}
          {actions && (
            <div className="flex flex-wrap items-center gap-2 max-sm:[&_:not([aria-label])>svg]:hidden">{actions}</div>
          )}
        </div>
      </header>
      {children}
    </div>
  );
}
