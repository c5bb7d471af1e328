"use client";

import { minorDigits } from "@waybill/validators/currency-digits";
import type { ReactNode } from "react";
import { Controller } from "react-hook-form";
import { Input, Select } from "@/components/ui/input.tsx";
import { typedAmount } from "@/formats/typed-number.ts";
import { FieldLayout, type FieldProps, type InputAttributes } from "./field-layout.tsx";
import { validateOnBlur } from "./validate-on-blur.ts";

/** The properties of a custom input. */
export interface CustomInput<Value> extends InputAttributes {
  value: Value;
  onChange: (value: Value | null | undefined) => void;
  onBlur: () => void;
}

/** A field with a custom input. */
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
        <FieldLayout {...frame}>
          {(attributes) =>
            children({
              ...attributes,
              value: field.value,
              onChange: field.onChange,
              onBlur: () => validateOnBlur(form, name, field.onBlur)(undefined),
            })
          }
        </FieldLayout>
      )}
    />
  );
}

/** An amount of money, typed in the notation of people and stored in the minor unit. */
export function MoneyInput({
  currency,
  value,
  onChange,
  ...attributes
}: (CustomInput<number> | CustomInput<number | null>) & { currency: string }) {
  const digits = minorDigits(currency);
  return (
    <Input
      {...attributes}
      key={digits}
      inputMode="decimal"
      autoComplete="off"
      className="tabular text-right"
      defaultValue={value == null ? "" : (value / 10 ** digits).toFixed(digits)}
      // An empty input is not zero: the schema reports it as missing.
      onChange={({ target }) => onChange(typedAmount(target.value, currency))}
    />
  );
}

/** One of some numbers. @param textOf the text of an option */
export function NumberSelect<Value extends number | null | undefined>({
  options,
  textOf,
  value,
  onChange,
  ...attributes
}: CustomInput<Value> & {
  options: readonly NonNullable<Value>[];
  textOf: (option: NonNullable<Value>) => string;
}) {
  return (
    <Select
      {...attributes}
      value={value ?? undefined}
      onChange={({ target }) => onChange(options.find((option) => option === Number(target.value)))}
    >
      {options.map((option) => (
        <option key={option} value={option}>
          {textOf(option)}
        </option>
      ))}
    </Select>
  );
}
