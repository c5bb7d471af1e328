import type { ReactNode } from "react";

// Apart from states.tsx: every page loads this for its error boundary, and needs no tRPC client for it.

/** A centred message with actions. */
export function Message({
  icon,
  title,
  children,
  actions,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-14 text-center">
      <div className="rounded-lg bg-sunken p-2.5 text-ink-soft [&_svg]:size-5">{icon}</div>
      <div className="flex max-w-sm flex-col gap-1">
        <p className="font-semibold text-base">{title}</p>
        {children && <div className="text-ink-soft">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

/** An empty list: its purpose, and how to begin. */
export function EmptyState(props: { icon: ReactNode; title: string; children?: ReactNode; actions?: ReactNode }) {
  return <Message {...props} />;
}
