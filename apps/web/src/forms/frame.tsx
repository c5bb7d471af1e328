"use client";

import { CircleAlertIcon } from "lucide-react";
import { type ReactNode, useEffect, useId } from "react";
import { type FieldError, get } from "react-hook-form";
import { cn } from "@/lib/cn.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import type { Field } from "./form.ts";

/** What every field has. */
export interface FieldProps<Value> {
  field: Field<Value>;
  label: string;
  help?: ReactNode;
  /** Shown to screen readers only, where a column heading says it for everybody else. */
  hideLabel?: boolean;
  /** For its place among the inputs: of six columns, it takes all where nothing is said. */
  className?: string;
}

/** What a field's input needs to be found by its label, its help and its error. */
export interface Wiring {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** Says that a field is shown, so that issues land on it. @returns what is wrong with it, if anything */
export function useShown({ form: { shown, methods }, name }: Field<unknown>): string | undefined {
  useEffect(() => {
    shown.set(name, (shown.get(name) ?? 0) + 1);
    return () => {
      const left = (shown.get(name) ?? 1) - 1;
      if (left > 0) shown.set(name, left);
      else shown.delete(name);
    };
  }, [shown, name]);
  return errorText(get(methods.formState.errors, name));
}

/** What is wrong with an input. */
export function ErrorLine({ id, children }: { id: string | undefined; children: string }) {
  const apiText = useApiText();
  return (
    <p id={id} className="flex items-start gap-1.5 text-danger text-meta">
      <CircleAlertIcon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>{apiText(children)}</span>
    </p>
  );
}

/** A label above, help below, the error below in red with an icon. */
export function Frame({
  field,
  label,
  help,
  hideLabel,
  className,
  children,
}: FieldProps<unknown> & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const message = useShown(field);
  const helpId = help ? `${id}-help` : undefined;
  const errorId = message ? `${id}-error` : undefined;
  return (
    <div className={cn("col-span-6 flex min-w-0 flex-col gap-1.5", className)}>
      <label htmlFor={id} className={cn("font-medium", hideLabel && "sr-only")}>
        {label}
      </label>
      {children({
        id,
        "aria-invalid": message !== undefined,
        "aria-describedby": [errorId, helpId].filter(Boolean).join(" ") || undefined,
      })}
      {message && <ErrorLine id={errorId}>{message}</ErrorLine>}
      {help && (
        <p id={helpId} className="text-ink-faint text-meta">
          {help}
        </p>
      )}
    </div>
  );
}

/** The error of an input, or of the list that it shows, or the first of its entries'. */
function errorText(error: FieldError | { root?: FieldError } | undefined): string | undefined {
  if (!error) return undefined;
  if ("message" in error && error.message) return error.message;
  if ("root" in error && error.root?.message) return error.root.message;
  return Array.isArray(error) ? error.map(errorText).find(Boolean) : undefined;
}
