"use client";

import { minorDigits } from "@waybill/validators";
import { CircleAlertIcon, LoaderCircleIcon } from "lucide-react";
import { type ComponentProps, type ReactNode, useEffect, useId } from "react";
import {
  Controller,
  type FieldError,
  type FieldPath,
  type FieldValues,
  get,
  type PathValue,
  type RegisterOptions,
} from "react-hook-form";
import { Button, type ButtonProps } from "@/components/ui/button.tsx";
import { Checkbox, Input, Select, Textarea } from "@/components/ui/input.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { cn } from "@/lib/cn.ts";
import { typedAmount, typedNumber } from "@/lib/typed-number.ts";
import { whenLeft } from "./leave.ts";
import { useUnsavedGuard } from "./use-unsaved-guard.ts";
import type { ZodForm } from "./use-zod-form.ts";

/** What every field has. */
interface FieldProps<Values extends FieldValues> {
  form: ZodForm<Values>;
  name: FieldPath<Values>;
  label: string;
  help?: ReactNode;
  /** Shown to screen readers only, where a column heading says it for everybody else. */
  hideLabel?: boolean;
  className?: string;
}

/** What a field's input needs to be found by its label, its help and its error. */
interface Wiring {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** A label above, help below, the error below in red with an icon. */
function Frame<Values extends FieldValues>({
  form,
  name,
  label,
  help,
  hideLabel,
  className,
  children,
}: FieldProps<Values> & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const { shown, methods } = form;
  useEffect(() => {
    shown.set(name, (shown.get(name) ?? 0) + 1);
    return () => {
      const left = (shown.get(name) ?? 1) - 1;
      if (left > 0) shown.set(name, left);
      else shown.delete(name);
    };
  }, [shown, name]);
  const message = errorText(get(methods.formState.errors, name));
  const helpId = help ? `${id}-help` : undefined;
  const errorId = message ? `${id}-error` : undefined;
  return (
    <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <label htmlFor={id} className={cn("font-medium", hideLabel && "sr-only")}>
        {label}
      </label>
      {children({
        id,
        "aria-invalid": message !== undefined,
        "aria-describedby": [errorId, helpId].filter(Boolean).join(" ") || undefined,
      })}
      {message && (
        <p id={errorId} className="flex items-start gap-1.5 text-danger text-meta">
          <CircleAlertIcon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span>{message}</span>
        </p>
      )}
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

type NativeProps<Tag extends "input" | "select" | "textarea"> = Omit<
  ComponentProps<Tag>,
  "form" | "name" | "className"
>;

/** What an input shows before the page is awake. */
function initial<Values extends FieldValues>(
  form: ZodForm<Values>,
  name: FieldPath<Values>,
): string | number | undefined {
  const value: unknown = get(form.methods.formState.defaultValues, name);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/** What makes an input one of the form. */
function registered<Values extends FieldValues>(
  form: ZodForm<Values>,
  name: FieldPath<Values>,
  rules?: RegisterOptions<Values, FieldPath<Values>>,
) {
  const input = form.methods.register(name, rules);
  return { ...input, onBlur: whenLeft(form, name, input.onBlur) };
}

/** One line of text. */
export function TextField<Values extends FieldValues>({
  form,
  name,
  label,
  help,
  hideLabel,
  className,
  rules,
  ...native
}: FieldProps<Values> & NativeProps<"input"> & { rules?: RegisterOptions<Values, FieldPath<Values>> }) {
  return (
    <Frame {...{ form, name, label, help, hideLabel, className }}>
      {(wiring) => (
        <Input defaultValue={initial(form, name)} {...native} {...registered(form, name, rules)} {...wiring} />
      )}
    </Frame>
  );
}

/** A number; an empty input is no number, not zero. */
export function NumberField<Values extends FieldValues>(
  props: FieldProps<Values> & NativeProps<"input"> & { suffix?: string },
) {
  const { form, name, label, help, hideLabel, className, suffix, ...native } = props;
  // The form's own value is a number; what is typed is a text.
  const setValueAs = (value: unknown) => (typeof value === "number" ? value : typedNumber(String(value ?? "")));
  return (
    <Frame {...{ form, name, label, help, hideLabel, className }}>
      {(wiring) => (
        <div className="relative">
          <Input
            inputMode="decimal"
            autoComplete="off"
            defaultValue={initial(form, name)}
            {...native}
            {...registered(form, name, { setValueAs })}
            {...wiring}
            className={cn("tabular text-right", suffix && "pr-9")}
          />
          {suffix && (
            <span
              aria-hidden
              className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-ink-faint"
            >
              {suffix}
            </span>
          )}
        </div>
      )}
    </Frame>
  );
}

/** Several lines of text. */
export function TextareaField<Values extends FieldValues>(props: FieldProps<Values> & NativeProps<"textarea">) {
  const { form, name, label, help, hideLabel, className, ...native } = props;
  return (
    <Frame {...{ form, name, label, help, hideLabel, className }}>
      {(wiring) => <Textarea defaultValue={initial(form, name)} {...native} {...registered(form, name)} {...wiring} />}
    </Frame>
  );
}

/** One of a few choices. */
export function SelectField<Values extends FieldValues>(
  props: FieldProps<Values> & NativeProps<"select"> & { rules?: RegisterOptions<Values, FieldPath<Values>> },
) {
  const { form, name, label, help, hideLabel, className, rules, children, ...native } = props;
  return (
    <Frame {...{ form, name, label, help, hideLabel, className }}>
      {(wiring) => (
        <Select defaultValue={initial(form, name)} {...native} {...registered(form, name, rules)} {...wiring}>
          {children}
        </Select>
      )}
    </Frame>
  );
}

/** Yes or no. */
export function CheckboxField<Values extends FieldValues>({
  form,
  name,
  label,
  help,
}: Pick<FieldProps<Values>, "form" | "name" | "label" | "help">) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Checkbox
        id={id}
        className="mt-0.5"
        defaultChecked={get(form.methods.formState.defaultValues, name) === true}
        {...registered(form, name)}
        {...(help ? { "aria-describedby": `${id}-help` } : {})}
      />
      <div className="flex flex-col gap-0.5">
        <label htmlFor={id} className="cursor-pointer font-medium">
          {label}
        </label>
        {help && (
          <p id={`${id}-help`} className="text-ink-faint text-meta">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}

/** What a field with an input of its own kind gets. */
export interface CustomInput<Value> extends Wiring {
  value: Value;
  onChange: (value: Value) => void;
  onBlur: () => void;
}

/** A field with an input of its own kind. */
export function CustomField<Values extends FieldValues, Name extends FieldPath<Values>>({
  children,
  ...frame
}: Omit<FieldProps<Values>, "name"> & {
  name: Name;
  children: (input: CustomInput<PathValue<Values, Name>>) => ReactNode;
}) {
  return (
    <Controller
      control={frame.form.methods.control}
      name={frame.name}
      render={({ field }) => (
        <Frame<Values> {...frame}>
          {(wiring) =>
            children({
              ...wiring,
              value: field.value,
              onChange: field.onChange,
              onBlur: () => whenLeft(frame.form, frame.name, field.onBlur)(undefined),
            })
          }
        </Frame>
      )}
    />
  );
}

/** An amount of money, typed as people write it and kept in the minor unit. */
export function MoneyInput({ currency, value, onChange, ...wiring }: CustomInput<number> & { currency: string }) {
  const digits = minorDigits(currency);
  return (
    <Input
      {...wiring}
      key={digits}
      inputMode="decimal"
      autoComplete="off"
      className="tabular text-right"
      defaultValue={value == null ? "" : (value / 10 ** digits).toFixed(digits)}
      // An empty input is no amount: the schema says that it is missing.
      onChange={({ target }) => onChange(typedAmount(target.value, currency) as number)}
    />
  );
}

/** The form element: what belongs to no input above, the inputs, and a guard against leaving with unsaved changes. */
export function Form<Values extends FieldValues>({
  form,
  children,
  className,
  guard = true,
}: {
  form: ZodForm<Values>;
  children: ReactNode;
  className?: string;
  guard?: boolean;
}) {
  const { isDirty } = form.methods.formState;
  useUnsavedGuard(guard && isDirty && !form.pending);
  return (
    // What is sent before the page is awake goes by POST, which pages refuse: nothing that was typed comes into an address.
    <form
      ref={form.ref}
      method="post"
      noValidate
      onSubmit={form.submit}
      className={cn("flex flex-col gap-4", className)}
    >
      {form.formIssues.length > 0 && (
        <div data-form-issues tabIndex={-1} className="outline-none">
          <Notice kind="danger" icon={<CircleAlertIcon aria-hidden />} alert>
            {form.formIssues.map((issue) => (
              <p key={`${issue.path.join(".")}${issue.message}`}>{issue.message}</p>
            ))}
          </Notice>
        </div>
      )}
      {children}
    </form>
  );
}

/**
 * Sends the form; keeps its width while it does. Pressing it leaves the focus where it is: else the input that is left
 * would be checked, its error would move the button away, and the click would miss.
 */
export function SubmitButton({ pending, children, ...props }: ButtonProps & { pending: boolean }) {
  return (
    <Button
      type="submit"
      variant="primary"
      aria-disabled={pending}
      aria-busy={pending}
      onMouseDown={(event) => event.preventDefault()}
      {...props}
      className={cn("relative", props.className)}
    >
      <span className={cn("inline-flex items-center gap-2", pending && "invisible")}>{children}</span>
      {pending && <LoaderCircleIcon aria-hidden className="absolute animate-spin" />}
    </Button>
  );
}
