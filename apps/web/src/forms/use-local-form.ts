"use client";

import { useEffect, useRef, useState } from "react";
import type { FieldValues, UseFormReturn } from "react-hook-form";
import type { ZodForm } from "./use-zod-form.ts";

/**
 * Gives a form that calls no procedure the look and manners of one that does.
 *
 * @param send called with values that passed the schema.
 */
export function useLocalForm<Values extends FieldValues>(
  methods: UseFormReturn<Values>,
  send: (values: Values) => Promise<void>,
): ZodForm<Values> {
  const ref = useRef<HTMLFormElement>(null);
  const shown = useRef(new Map<string, number>()).current;
  const [ready, setReady] = useState(false);
  // Until the page is awake, sending would leave it.
  useEffect(() => setReady(true), []);
  return {
    methods: methods as unknown as ZodForm<Values>["methods"], // the same form; it has no transformed values
    submit: methods.handleSubmit(send),
    formIssues: [],
    pending: methods.formState.isSubmitting || !ready,
    ref,
    shown,
  };
}
