"use client";

import type { FieldIssue } from "@waybill/validators";
import type { RefObject } from "react";
import { type FieldValues, get, type UseFormReturn } from "react-hook-form";
import type { FormPath, ValueAt } from "./types.ts";

/** The library's form, for any values. The types of a form's values are in {@link ZodForm}. */
type Methods = Omit<UseFormReturn<FieldValues>, "handleSubmit">;

/** The part of a form that does not depend on the types of its values. */
export interface FormCore {
  /** For fields; pages use the typed methods of {@link ZodForm}. */
  methods: Methods;
  /** Loads the schema ahead of validation. */
  load: () => void;
  /** For the form element's `onSubmit`. */
  submit: (event?: React.FormEvent) => Promise<void>;
  /** Issues that belong to no input. */
  formIssues: FieldIssue[];
  pending: boolean;
  ref: RefObject<HTMLFormElement | null>;
  /** The rendered inputs by name, so that an issue finds the nearest one. */
  displayed: Map<string, number>;
}

declare const valueType: unique symbol;

/** A value of a form, made by {@link ZodForm.field} with its type. */
export interface Field<Value> {
  form: FormCore;
  name: string;
  readonly [valueType]?: Value;
}

/** A form whose inputs hold `Values`: exactly these have to be displayed. */
export interface ZodForm<Values> extends FormCore {
  /** The value at a path, for an input. */
  field<Path extends FormPath<Values>>(path: Path): Field<ValueAt<Values, Path>>;
  /** The value at a path, updated with each change. Undefined or null if nothing was entered. */
  watch<Path extends FormPath<Values>>(path: Path): ValueAt<Values, Path> | null | undefined;
  /** The current value at a path. */
  value<Path extends FormPath<Values>>(path: Path): ValueAt<Values, Path> | null | undefined;
  /** Sets a value as if it had been entered. @param options.check whether to validate it at once */
  set<Path extends FormPath<Values>>(
    path: Path,
    value: ValueAt<Values, Path> | null,
    options?: { check?: boolean },
  ): void;
  /** Whether an input has had the focus and lost it. */
  touched(path: FormPath<Values>): boolean;
  /** Shows an error at an input. */
  refuse(path: FormPath<Values>, message: string): void;
  /** Resets the form to its default values, or to other ones. */
  reset(values?: FieldValues): void;
  readonly [valueType]?: (values: Values) => Values;
}

/** The typed methods of a form. */
export function typedMethods<Values>(
  methods: Methods,
): Omit<ZodForm<Values>, keyof FormCore | "field" | typeof valueType> {
  return {
    watch: (path) => methods.watch(path),
    value: (path) => methods.getValues(path),
    set(path, value, { check = false } = {}) {
      const name: string = path;
      methods.setValue(name, value, { shouldDirty: true, shouldValidate: check });
    },
    touched: (path) => get(methods.formState.touchedFields, path) === true,
    refuse: (path, message) => methods.setError(path, { type: "refused", message }, { shouldFocus: true }),
    reset: (values) => methods.reset(values),
  };
}

/** Adds the method `field` to a form. */
export function withFields<Values>(form: Omit<ZodForm<Values>, "field">): ZodForm<Values> {
  return { ...form, field: (name) => ({ form, name }) };
}
