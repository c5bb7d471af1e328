"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useRef, useState } from "react";
import { type DefaultValues, type FieldValues, useForm } from "react-hook-form";
import type { z } from "zod";
import { bound, typedMethods, type ZodForm } from "./form.ts";
import type { FormValues } from "./types.ts";

/**
 * Gives a form that calls no procedure the look and manners of one that does.
 *
 * @param mode when inputs are checked for the first time: on leaving them, or on sending.
 * @param send called with values that passed the schema.
 */
export function useLocalForm<Input extends FieldValues, Output extends FieldValues>({
  schema,
  defaultValues,
  mode = "onSubmit",
  send,
}: {
  schema: z.ZodType<Output, Input>;
  defaultValues: DefaultValues<NoInfer<Input>>;
  mode?: "onTouched" | "onSubmit";
  send: (values: Output) => Promise<void>;
}): ZodForm<FormValues<Input>> {
  const methods = useForm<FieldValues, unknown, Output>({
    resolver: zodResolver<FieldValues, unknown, Output>(schema),
    defaultValues,
    mode,
  });
  const typed = typedMethods<FormValues<Input>>(methods);
  const ref = useRef<HTMLFormElement>(null);
  const shown = useRef(new Map<string, number>()).current;
  const [ready, setReady] = useState(false);
  // Until the page is awake, sending would leave it.
  useEffect(() => setReady(true), []);
  return bound({
    ...typed,
    methods,
    submit: methods.handleSubmit(send),
    formIssues: [],
    pending: methods.formState.isSubmitting || !ready,
    ref,
    shown,
  });
}
