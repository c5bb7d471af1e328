import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** A framed part of a page. */
export function Card({ className, ...props }: ComponentProps<"section">) {
  return <section className={cn("rounded-lg border border-line bg-surface", className)} {...props} />;
}

/** A framed part with a heading. */
export function Panel({
  title,
  action,
  children,
  className,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <Card className={className}>
      <header className="flex min-h-12 items-center justify-between gap-3 border-line border-b px-4 py-2">
        <h2 className="font-semibold">{title}</h2>
        {action}
      </header>
      <div className="p-4">{children}</div>
    </Card>
  );
}

/** A placeholder while loading. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded-md bg-sunken", className)} />;
}

const noticeVariants = {
  danger: "border-danger/30 bg-danger-soft text-danger",
  success: "border-success/30 bg-success-soft text-success",
  warning: "border-warning/30 bg-warning-soft text-warning",
  info: "border-info/30 bg-info-soft text-info",
};

/** A message in the page. Screen readers announce an alert at once. */
export function Notice({
  variant,
  icon,
  children,
  alert,
}: {
  variant: keyof typeof noticeVariants;
  icon?: ReactNode;
  children: ReactNode;
  alert?: boolean;
}) {
  return (
    <div
      role={alert ? "alert" : "status"}
      className={cn(
        "flex items-start gap-2.5 rounded-lg border px-3.5 py-2.5 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0",
        noticeVariants[variant],
      )}
    >
      {icon}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

const badgeVariants = {
  neutral: "bg-neutral-soft text-neutral",
  info: "bg-info-soft text-info",
  transit: "bg-transit-soft text-transit",
  success: "bg-success-soft text-success",
  danger: "bg-danger-soft text-danger",
  warning: "bg-warning-soft text-warning",
};
export type BadgeVariant = keyof typeof badgeVariants;

/** A state as colour, icon and text. */
export function Badge({
  variant,
  icon,
  children,
  className,
}: {
  variant: BadgeVariant;
  icon?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-md px-2 font-medium text-meta [&_svg]:size-3.5",
        badgeVariants[variant],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** A progress bar. @param value from 0 to 1; null if unknown */
export function Progress({ value, label }: { value: number | null; label: string }) {
  const percent = value === null ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === undefined ? {} : { "aria-valuenow": percent })}
      className="h-1.5 w-full overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={cn(
          "h-full rounded-full bg-accent transition-[width]",
          percent === undefined && "w-1/3 animate-pulse",
        )}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
