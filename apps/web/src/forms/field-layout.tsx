"use client";

import { CircleAlertIcon } from "lucide-react";
import { type ReactNode, useEffect, useId } from "react";
import { type FieldError, get } from "react-hook-form";
import { cn } from "@/components/ui/cn.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import type { Field } from "./form.ts";

/** The properties of every field. */
export interface FieldProps<Value> {
  field: Field<Value>;
  label: string;
  help?: ReactNode;
  /** For screen readers only, if a column heading has the same text. */
  hideLabel?: boolean;
  /** For its width: it takes all of the six columns by default. */
  className?: string;
}

/** Attributes that connect an input with its label, help and error. */
export interface InputAttributes {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** Registers a field as rendered, so that issues are displayed at it. @returns its error, if any */
export function useFieldError({ form: { displayed, methods }, name }: Field<unknown>): string | undefined {
  useEffect(() => {
    displayed.set(name, (displayed.get(name) ?? 0) + 1);
    return () => {
      const left = (displayed.get(name) ?? 1) - 1;
      if (left > 0) displayed.set(name, left);
      else displayed.delete(name);
    };
  }, [displayed, name]);
  return errorText(get(methods.formState.errors, name));
}

/** The error of an input. */
export function ErrorLine({ id, children }: { id: string | undefined; children: string }) {
  const apiText = useApiText();
  return (
    <p id={id} className="flex items-start gap-1.5 text-danger text-meta">
      <CircleAlertIcon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>{apiText(children)}</span>
    </p>
  );
}

/** The layout of a field: label, input, error, help. */
export function FieldLayout({
  field,
  label,
  help,
  hideLabel,
  className,
  children,
}: FieldProps<unknown> & { children: (attributes: InputAttributes) => ReactNode }) {
  const id = useId();
  const message = useFieldError(field);
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

/** The error of an input, of its list, or of the first wrong entry of the list. */
function errorText(error: FieldError | { root?: FieldError } | undefined): string | undefined {
  if (!error) return undefined;
  if ("message" in error && error.message) return error.message;
  if ("root" in error && error.root?.message) return error.root.message;
  return Array.isArray(error) ? error.map(errorText).find(Boolean) : undefined;
}
