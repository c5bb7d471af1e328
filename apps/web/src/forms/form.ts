"use client";

import type { FieldIssue } from "@waybill/validators";
import type { RefObject } from "react";
import { type FieldValues, get, type UseFormReturn } from "react-hook-form";
import type { FormPath, ValueAt } from "./types.ts";

/** The library's form. It has any values here; what a form has is said by the types around it. */
type Methods = Omit<UseFormReturn<FieldValues>, "handleSubmit">;

/** What a form is, whatever its values. */
export interface FormCore {
  /** For fields; pages use the typed methods of {@link ZodForm}. */
  methods: Methods;
  /** For the form element's `onSubmit`. */
  submit: (event?: React.FormEvent) => Promise<void>;
  /** What belongs to no input. */
  formIssues: FieldIssue[];
  pending: boolean;
  ref: RefObject<HTMLFormElement | null>;
  /** Inputs say here that they are shown, so that an issue finds the nearest one. */
  shown: Map<string, number>;
}

declare const held: unique symbol;

/** One value of a form. Made by {@link ZodForm.field}, which knows its type. */
export interface Field<Value> {
  form: FormCore;
  name: string;
  readonly [held]?: Value;
}

/** A form whose inputs hold `Values`: each has to be shown, and no other can be. */
export interface ZodForm<Values> extends FormCore {
  /** The value at a path, for an input. */
  field<Path extends FormPath<Values>>(path: Path): Field<ValueAt<Values, Path>>;
  /** The value at a path, now and with each change. Undefined or null where nothing was entered. */
  watch<Path extends FormPath<Values>>(path: Path): ValueAt<Values, Path> | null | undefined;
  /** The value at a path, now. */
  value<Path extends FormPath<Values>>(path: Path): ValueAt<Values, Path> | null | undefined;
  /** Changes a value as if it had been entered. @param options.check whether it is checked at once */
  set<Path extends FormPath<Values>>(
    path: Path,
    value: ValueAt<Values, Path> | null,
    options?: { check?: boolean },
  ): void;
  /** Whether an input was entered and left. */
  touched(path: FormPath<Values>): boolean;
  /** Says at an input what is wrong with it. */
  refuse(path: FormPath<Values>, message: string): void;
  /** Goes back to what the form began with, or goes on from other values. */
  reset(values?: FieldValues): void;
  readonly [held]?: (values: Values) => Values;
}

/** The typed methods of a form, over the library's. */
export function typedMethods<Values>(methods: Methods): Omit<ZodForm<Values>, keyof FormCore | "field" | typeof held> {
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

/** Completes a form with what makes its fields. */
export function bound<Values>(form: Omit<ZodForm<Values>, "field">): ZodForm<Values> {
  return { ...form, field: (name) => ({ form, name }) };
}
