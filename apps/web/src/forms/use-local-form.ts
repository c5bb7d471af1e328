"use client";

import { useEffect, useRef, useState } from "react";
import { type DefaultValues, type FieldValues, useForm } from "react-hook-form";
import { typedMethods, withFields, type ZodForm } from "./form.ts";
import { type SchemaSource, useSchema } from "./resolver.ts";
import type { FormValues } from "./types.ts";

/**
 * A form that calls no procedure, with the look and behaviour of other forms.
 *
 * @param schema the schema of the values, or a function that loads it ({@link SchemaSource}).
 * @param mode when inputs are validated first: on blur, or on submit.
 * @param send called with valid values.
 */
export function useLocalForm<Input extends FieldValues, Output extends FieldValues>({
  schema,
  defaultValues,
  mode = "onSubmit",
  send,
}: {
  schema: SchemaSource<Output, Input>;
  defaultValues: DefaultValues<NoInfer<Input>>;
  mode?: "onTouched" | "onSubmit";
  send: (values: Output) => Promise<void>;
}): ZodForm<FormValues<Input>> {
  const { resolver, load } = useSchema(schema);
  const methods = useForm<FieldValues, unknown, Output>({
    resolver,
    defaultValues,
    mode,
  });
  const typed = typedMethods<FormValues<Input>>(methods);
  const ref = useRef<HTMLFormElement>(null);
  const displayed = useRef(new Map<string, number>()).current;
  const [ready, setReady] = useState(false);
  // Before hydration, submitting would leave the page.
  useEffect(() => setReady(true), []);
  return withFields({
    ...typed,
    methods,
    load,
    submit: methods.handleSubmit(send),
    formIssues: [],
    pending: methods.formState.isSubmitting || !ready,
    ref,
    displayed,
  });
}
