"use client";

import { Fragment, type ReactNode } from "react";
import { useFieldArray } from "react-hook-form";
import type { Field, FormCore } from "./form.ts";
import { Frame } from "./frame.tsx";
import type { FormValues, ListOfRows } from "./types.ts";

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
export function drawn(form: FormCore, inputs: object, before = ""): ReactNode {
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
