"use client";

import { minorDigits } from "@waybill/validators/currency-digits";
import type { ReactNode } from "react";
import { Controller } from "react-hook-form";
import { Input } from "@/components/ui/input.tsx";
import { typedAmount } from "@/lib/typed-number.ts";
import { type FieldProps, Frame, type Wiring } from "./frame.tsx";
import { whenLeft } from "./leave.ts";

/** The properties of a custom input. */
export interface CustomInput<Value> extends Wiring {
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

/** An amount of money, typed in the notation of people and stored in the minor unit. */
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
      // An empty input is not zero: the schema reports it as missing.
      onChange={({ target }) => onChange(typedAmount(target.value, currency))}
    />
  );
}
