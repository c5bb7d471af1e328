import { type ReactNode, useId } from "react";

/** A control with a label above and help below. */
export function Labelled({
  label,
  help,
  children,
}: {
  label: string;
  help?: ReactNode;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children(id)}
      {help && <p className="text-ink-faint text-meta">{help}</p>}
    </div>
  );
}
