"use client";

import { Fragment, type ReactNode } from "react";
import { useFieldArray } from "react-hook-form";
import { FieldLayout } from "./field-layout.tsx";
import type { Field, FormCore } from "./form.ts";
import type { FormValues, ListOfRows } from "./types.ts";

/** A list value of a form whose entries have their own inputs, for {@link RowsField}. */
export interface Rows<Entry> {
  form: FormCore;
  name: string;
  readonly each?: Entry;
}

/** Renders the input of a value. */
type RenderInput<Value> = [Value] extends [ListOfRows]
  ? (rows: Rows<FormValues<Value[number]>>) => ReactNode
  : (field: Field<Value>) => ReactNode;

/** The inputs of a form: a function for each value, in the order of the page. */
export type Inputs<Values> = { [Name in keyof Values & string]: RenderInput<Values[Name]> };

/** Renders the inputs. @param before the prefix of their names */
export function renderInputs(form: FormCore, inputs: object, before = ""): ReactNode {
  return Object.entries(inputs).map(([name, render]) => (
    <Fragment key={name}>{render({ form, name: `${before}${name}` })}</Fragment>
  ));
}

/** A row, for the layout of a {@link RowsField}. */
interface Row {
  key: string;
  index: number;
  /** Its inputs, in order. */
  inputs: ReactNode;
  remove: () => void;
}

/** A list whose entries are rows of inputs, which can be added and removed. */
export function RowsField<Entry extends object>({
  field: { form, name },
  label,
  empty,
  each,
  children,
}: {
  field: Rows<Entry>;
  label: string;
  /** The values of a new entry. */
  empty: NoInfer<Entry>;
  /** The inputs of the entry at an index. */
  each: (index: number) => Inputs<NoInfer<Entry>>;
  /** The layout of the rows. @param add adds a row */
  children: (rows: Row[], add: () => void) => ReactNode;
}) {
  const { fields, append, remove } = useFieldArray({ control: form.methods.control, name });
  const rows = fields.map(({ id: key }, index) => ({
    key,
    index,
    inputs: renderInputs(form, each(index), `${name}.${index}.`),
    remove: () => remove(index),
  }));
  return (
    <FieldLayout field={{ form, name }} label={label}>
      {({ id, ...attributes }) => (
        // biome-ignore lint/a11y/useSemanticElements: the label names the group
        <div id={id} role="group" aria-describedby={attributes["aria-describedby"]} className="flex flex-col gap-2">
          {children(rows, () => append(empty))}
        </div>
      )}
    </FieldLayout>
  );
}
