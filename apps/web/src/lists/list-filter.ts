import type { Days } from "@waybill/validators";
import type { ReactNode } from "react";

/** Several of some values. */
export interface Choices {
  kind: "choices";
  options: readonly { value: string; label: string; note?: string | undefined }[];
  value: readonly string[] | undefined;
  onChange: (value: string[]) => void;
  /** Whether a record must match all chosen values, for fields with several values. */
  all?: { label: string; value: boolean; onChange: (all: boolean) => void };
}

/** A period of days. */
export interface DaysFilter {
  kind: "days";
  value: Days | undefined;
  onChange: (value: Days | undefined) => void;
}

/** One of some values. */
interface OneOf {
  kind: "one";
  options: readonly { value: string; label: string }[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  /** The text without a choice, instead of "any". */
  none?: string;
}

/** The attributes of a form's input. */
interface InputAttributes {
  id: string;
  onBlur: () => void;
  "aria-invalid": boolean;
  "aria-describedby": undefined;
}

/** One of many records, chosen in an input with a search. */
export interface RecordChoice {
  kind: "record";
  value: string | undefined;
  /** Its name. */
  text: string;
  input: (attributes: InputAttributes) => ReactNode;
  /** Removes the filter. */
  onChange: (value: undefined) => void;
}

/** A filter of a list. */
export type ListFilter = { name: string; label: string } & (Choices | DaysFilter | OneOf | RecordChoice);

/** Whether a filter has a value. */
export const isOn = ({ value }: ListFilter) => (Array.isArray(value) ? value.length > 0 : value !== undefined);

/** Removes the value of a filter. */
export function clear(filter: ListFilter) {
  if (filter.kind !== "choices") return filter.onChange(undefined);
  filter.onChange([]);
  filter.all?.onChange(false);
}
