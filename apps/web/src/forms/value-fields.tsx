"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { get, type RegisterOptions } from "react-hook-form";
import { cn } from "@/components/ui/cn.ts";
import { Checkbox, Input, Select, Textarea } from "@/components/ui/input.tsx";
import { typedNumber } from "@/formats/typed-number.ts";
import { ErrorLine, FieldLayout, type FieldProps, type InputAttributes, useFieldError } from "./field-layout.tsx";
import type { Field } from "./form.ts";
import { validateOnBlur } from "./validate-on-blur.ts";

type NativeProps<Tag extends "input" | "select" | "textarea"> = Omit<
  ComponentProps<Tag>,
  "form" | "name" | "className"
>;

/** The value of an input before hydration. */
function initial({ form, name }: Field<unknown>): string | number | undefined {
  const value: unknown = get(form.methods.formState.defaultValues, name);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

type Native = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Registered inputs. */
const known = new WeakSet<Native>();

/** The value that was entered before the input was registered; undefined if none was. */
function enteredEarly(element: Native | null): string | boolean | undefined {
  if (!element || known.has(element)) return undefined;
  known.add(element);
  if (element instanceof HTMLSelectElement) {
    const chosen = Array.from(element.options).some((option) => option.selected && !option.defaultSelected);
    return chosen ? element.value : undefined;
  }
  if (element.type === "checkbox" && "checked" in element) {
    return element.checked === element.defaultChecked ? undefined : element.checked;
  }
  return element.value === element.defaultValue ? undefined : element.value;
}

/** Registers an input with the form. A value that was entered before hydration stays. */
function registered({ form, name }: Field<unknown>, rules?: RegisterOptions) {
  const input = form.methods.register(name, rules);
  const ref = (element: Native | null) => {
    const entered = enteredEarly(element);
    input.ref(element);
    if (entered !== undefined) form.methods.setValue(name, entered, { shouldDirty: true });
  };
  return { ...input, ref, onBlur: validateOnBlur(form, name, input.onBlur) };
}

/** The attributes of a registered input. */
type RegisteredInput = ReturnType<typeof registered> & InputAttributes & { defaultValue: ReturnType<typeof initial> };

/** An additional change handler, called with the typed or chosen text. */
interface Edited {
  onEdit?: (text: string) => void;
}

const editedBy = (onEdit: Edited["onEdit"]): RegisterOptions =>
  onEdit ? { onChange: ({ target }) => onEdit(String(target.value)) } : {};

/** A field with one registered input. @param rules for the registration of the input */
function InputField({
  rules,
  children,
  ...layout
}: FieldProps<unknown> & { rules?: RegisterOptions; children: (input: RegisteredInput) => ReactNode }) {
  const { field } = layout;
  return (
    <FieldLayout {...layout}>
      {(attributes) => children({ defaultValue: initial(field), ...registered(field, rules), ...attributes })}
    </FieldLayout>
  );
}

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
    <InputField {...{ field, label, help, hideLabel, className }} rules={editedBy(onEdit)}>
      {(input) => <Input {...native} {...input} />}
    </InputField>
  );
}

/** A number. An empty input is null, not zero. */
export function NumberField({
  field,
  label,
  help,
  hideLabel,
  className,
  suffix,
  ...native
}: FieldProps<number | null> & NativeProps<"input"> & { suffix?: string }) {
  // The value of the form is a number; the input's is a text.
  const setValueAs = (value: unknown) => (typeof value === "number" ? value : typedNumber(String(value ?? "")));
  return (
    <InputField {...{ field, label, help, hideLabel, className }} rules={{ setValueAs }}>
      {(input) => (
        <div className="relative">
          <Input
            inputMode="decimal"
            autoComplete="off"
            {...native}
            {...input}
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
    </InputField>
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
    <InputField {...{ field, label, help, hideLabel, className }}>
      {(input) => <Textarea {...native} {...input} />}
    </InputField>
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
  ...native
}: FieldProps<string | null> & NativeProps<"select"> & Edited) {
  return (
    <InputField {...{ field, label, help, hideLabel, className }} rules={editedBy(onEdit)}>
      {(input) => <Select {...native} {...input} />}
    </InputField>
  );
}

/** Yes or no. */
export function CheckboxField({ field, label, help }: Pick<FieldProps<boolean>, "field" | "label" | "help">) {
  const id = useId();
  const message = useFieldError(field);
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
