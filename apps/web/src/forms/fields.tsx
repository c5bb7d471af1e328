"use client";

import { minorDigits } from "@waybill/validators";
import { CircleAlertIcon, LoaderCircleIcon } from "lucide-react";
import { type ComponentProps, Fragment, type ReactNode, useEffect, useId } from "react";
import { Controller, type FieldError, get, type RegisterOptions, useFieldArray } from "react-hook-form";
import { Button, type ButtonProps } from "@/components/ui/button.tsx";
import { Checkbox, Input, Select, Textarea } from "@/components/ui/input.tsx";
import { Notice } from "@/components/ui/surface.tsx";
import { cn } from "@/lib/cn.ts";
import { typedAmount, typedNumber } from "@/lib/typed-number.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import type { Field, FormCore, ZodForm } from "./form.ts";
import { whenLeft } from "./leave.ts";
import type { FormValues, ListOfRows } from "./types.ts";
import { useUnsavedGuard } from "./use-unsaved-guard.ts";

/** What every field has. */
interface FieldProps<Value> {
  field: Field<Value>;
  label: string;
  help?: ReactNode;
  /** Shown to screen readers only, where a column heading says it for everybody else. */
  hideLabel?: boolean;
  /** For its place among the inputs: of six columns, it takes all where nothing is said. */
  className?: string;
}

/** What a field's input needs to be found by its label, its help and its error. */
interface Wiring {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** Says that a field is shown, so that issues land on it. @returns what is wrong with it, if anything */
function useShown({ form: { shown, methods }, name }: Field<unknown>): string | undefined {
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

function ErrorLine({ id, children }: { id: string | undefined; children: string }) {
  const apiText = useApiText();
  return (
    <p id={id} className="flex items-start gap-1.5 text-danger text-meta">
      <CircleAlertIcon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>{apiText(children)}</span>
    </p>
  );
}

/** A label above, help below, the error below in red with an icon. */
function Frame({
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

type NativeProps<Tag extends "input" | "select" | "textarea"> = Omit<
  ComponentProps<Tag>,
  "form" | "name" | "className"
>;

/** What an input shows before the page is awake. */
function initial({ form, name }: Field<unknown>): string | number | undefined {
  const value: unknown = get(form.methods.formState.defaultValues, name);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/** What makes an input one of the form. */
function registered({ form, name }: Field<unknown>, rules?: RegisterOptions) {
  const input = form.methods.register(name, rules);
  return { ...input, onBlur: whenLeft(form, name, input.onBlur) };
}

/** Called with what was typed or chosen, beside the form's own keeping of it. */
interface Edited {
  onEdit?: (text: string) => void;
}

const editedBy = (onEdit: Edited["onEdit"]): RegisterOptions =>
  onEdit ? { onChange: ({ target }) => onEdit(String(target.value)) } : {};

/** One line of text. */
export function TextField({
  field,
  label,
  help,
  hideLabel,
  className,
  onEdit,
  ...native
}: FieldProps<string | null> & NativeProps<"input"> & Edited) {
  return (
    <Frame {...{ field, label, help, hideLabel, className }}>
      {(wiring) => (
        <Input defaultValue={initial(field)} {...native} {...registered(field, editedBy(onEdit))} {...wiring} />
      )}
    </Frame>
  );
}

/** A number; an empty input is no number, not zero. */
export function NumberField({
  field,
  label,
  help,
  hideLabel,
  className,
  suffix,
  ...native
}: FieldProps<number | null> & NativeProps<"input"> & { suffix?: string }) {
  // The form's own value is a number; what is typed is a text.
  const setValueAs = (value: unknown) => (typeof value === "number" ? value : typedNumber(String(value ?? "")));
  return (
    <Frame {...{ field, label, help, hideLabel, className }}>
      {(wiring) => (
        <div className="relative">
          <Input
            inputMode="decimal"
            autoComplete="off"
            defaultValue={initial(field)}
            {...native}
            {...registered(field, { setValueAs })}
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
export function TextareaField({
  field,
  label,
  help,
  hideLabel,
  className,
  ...native
}: FieldProps<string | null> & NativeProps<"textarea">) {
  return (
    <Frame {...{ field, label, help, hideLabel, className }}>
      {(wiring) => <Textarea defaultValue={initial(field)} {...native} {...registered(field)} {...wiring} />}
    </Frame>
  );
}

/** One of a few choices. */
export function SelectField({
  field,
  label,
  help,
  hideLabel,
  className,
  onEdit,
  children,
  ...native
}: FieldProps<string | null> & NativeProps<"select"> & Edited) {
  return (
    <Frame {...{ field, label, help, hideLabel, className }}>
      {(wiring) => (
        <Select defaultValue={initial(field)} {...native} {...registered(field, editedBy(onEdit))} {...wiring}>
          {children}
        </Select>
      )}
    </Frame>
  );
}

/** Yes or no. */
export function CheckboxField({ field, label, help }: Pick<FieldProps<boolean>, "field" | "label" | "help">) {
  const id = useId();
  const message = useShown(field);
  const described = [message && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ");
  return (
    <div className="col-span-6 flex items-start gap-2.5">
      <Checkbox
        id={id}
        className="mt-0.5"
        defaultChecked={get(field.form.methods.formState.defaultValues, field.name) === true}
        {...registered(field)}
        aria-invalid={message !== undefined}
        {...(described ? { "aria-describedby": described } : {})}
      />
      <div className="flex flex-col gap-0.5">
        <label htmlFor={id} className="cursor-pointer font-medium">
          {label}
        </label>
        {message && <ErrorLine id={`${id}-error`}>{message}</ErrorLine>}
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
  onChange: (value: Value | null | undefined) => void;
  onBlur: () => void;
}

/** A field with an input of its own kind. */
export function CustomField<Value>({
  children,
  ...frame
}: FieldProps<Value> & { children: (input: CustomInput<Value>) => ReactNode }) {
  const { form, name } = frame.field;
  return (
    <Controller
      control={form.methods.control}
      name={name}
      render={({ field }) => (
        <Frame {...frame}>
          {(wiring) =>
            children({
              ...wiring,
              value: field.value,
              onChange: field.onChange,
              onBlur: () => whenLeft(form, name, field.onBlur)(undefined),
            })
          }
        </Frame>
      )}
    />
  );
}

/** A list of a form whose entries have inputs of their own: for {@link RowsField} alone, which asks for each of them. */
export interface Rows<Entry> {
  form: FormCore;
  name: string;
  readonly each?: Entry;
}

/** What shows one value of a form. */
type Draw<Value> = [Value] extends [ListOfRows]
  ? (rows: Rows<FormValues<Value[number]>>) => ReactNode
  : (field: Field<Value>) => ReactNode;

/** What shows the values of a form: a function for each of them, in their order on the page. */
export type Inputs<Values> = { [Name in keyof Values & string]: Draw<Values[Name]> };

/** Draws each input. @param before what the names of the inputs begin with */
function drawn(form: FormCore, inputs: object, before = ""): ReactNode {
  return Object.entries(inputs).map(([name, draw]) => (
    <Fragment key={name}>{draw({ form, name: `${before}${name}` })}</Fragment>
  ));
}

/** A row of a list, as its layout gets it. */
interface Row {
  key: string;
  index: number;
  /** Its inputs, in their order. */
  inputs: ReactNode;
  remove: () => void;
}

/** A list of things, of which each has inputs of its own: rows that can be added and removed. */
export function RowsField<Entry extends object>({
  field: { form, name },
  label,
  empty,
  each,
  children,
}: {
  field: Rows<Entry>;
  label: string;
  /** An entry that was just added. */
  empty: NoInfer<Entry>;
  /** The inputs of the entry at an index. */
  each: (index: number) => Inputs<NoInfer<Entry>>;
  /** Lays the rows out. @param add adds one */
  children: (rows: Row[], add: () => void) => ReactNode;
}) {
  const { fields, append, remove } = useFieldArray({ control: form.methods.control, name });
  const rows = fields.map(({ id: key }, index) => ({
    key,
    index,
    inputs: drawn(form, each(index), `${name}.${index}.`),
    remove: () => remove(index),
  }));
  return (
    <Frame field={{ form, name }} label={label}>
      {({ id, ...wiring }) => (
        // biome-ignore lint/a11y/useSemanticElements: the label above belongs to the group
        <div id={id} role="group" aria-describedby={wiring["aria-describedby"]} className="flex flex-col gap-2">
          {children(rows, () => append(empty))}
        </div>
      )}
    </Frame>
  );
}

/** An amount of money, typed as people write it and kept in the minor unit. */
export function MoneyInput({
  currency,
  value,
  onChange,
  ...wiring
}: (CustomInput<number> | CustomInput<number | null>) & { currency: string }) {
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
      onChange={({ target }) => onChange(typedAmount(target.value, currency))}
    />
  );
}

/**
 * The form element: what belongs to no input above, the inputs, and a guard against leaving with unsaved changes.
 *
 * @param inputs one for each value of the form: one that is missing does not compile.
 * @param intro stands above the inputs.
 * @param children stand below them: what sends the form.
 */
export function Form<Values>({
  form,
  inputs,
  intro,
  children,
  className,
  guard = true,
}: {
  form: ZodForm<Values>;
  inputs: Inputs<NoInfer<Values>>;
  intro?: ReactNode;
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
      {intro}
      <div className="grid grid-cols-6 gap-4">{drawn(form, inputs)}</div>
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
