"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { type UseMutationOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import type { FieldIssue } from "@waybill/validators";
import { useEffect, useRef, useState } from "react";
import { type DefaultValues, type FieldValues, get, useForm } from "react-hook-form";
import type { z } from "zod";
import { invalidateEntity } from "@/lib/invalidate.ts";
import { useRefusals } from "@/lib/use-refusals.ts";
import { useCheck } from "@/trpc/client.tsx";
import { asksForProof } from "@/trpc/confirmation.ts";
import { bound, typedMethods, type ZodForm } from "./form.ts";
import type { FirstName, FormValues, RuledPath } from "./types.ts";

/** The input that an issue belongs to: its own, or the nearest one around it that is shown. */
function nearestInput(path: FieldIssue["path"], shown: Map<string, number>): string | null {
  for (let length = path.length; length > 0; length -= 1) {
    const name = path.slice(0, length).join(".");
    if (shown.has(name)) return name;
  }
  return null;
}

/** Of what a form holds, what was changed; and which thing and which version it is, by which the server knows it. */
function changesOf<Values extends FieldValues>(values: Values, before: unknown): Values {
  const same = (name: string) => JSON.stringify(values[name] ?? null) === JSON.stringify(get(before, name) ?? null);
  const sent = Object.entries(values).filter(([name]) => name === "id" || name === "version" || !same(name));
  return Object.fromEntries(sent) as Values; // the schema of a change lets every field be left out
}

/** The path of the procedure that a mutation calls: tRPC keeps it in its key. */
function pathOf({ mutationKey }: Pick<UseMutationOptions, "mutationKey">): string {
  const [path] = mutationKey ?? [];
  return Array.isArray(path) ? path.join(".") : "";
}

/**
 * Binds a form to the schema and the procedure that share it.
 *
 * Inputs are checked on leaving them, then with every change once an error was shown. Sending checks all; what the
 * server refuses lands on the same inputs in the same look, also where the browser has already found something wrong:
 * then the server is asked for what only it can know, so that everything is said at once. An issue about a thing that
 * is gone or was archived also refreshes the lists that offer such things.
 *
 * Every name that the schema has is an input of the form, but those of `filled` and `above`; {@link Form} asks for each
 * input. What is said of others stands above.
 *
 * @param schema what the procedure takes.
 * @param mutation the procedure's `mutationOptions()`.
 * @param filled the names of what the form fills in by itself: nothing that a rule of the procedure reports on.
 * @param above the names of what else has no input: what is wrong with it is said above the form.
 * @param changesOnly whether only the fields that were changed are sent: for a schema that takes some of them.
 * @param onSaved called with the procedure's answer and what was sent.
 */
export function useZodForm<
  Input extends FieldValues,
  Output extends Input,
  Answer,
  Failure,
  const Filled extends Exclude<keyof FormValues<Input>, FirstName<RuledPath<Failure>>> = never,
  const Above extends keyof FormValues<Input> | FirstName<RuledPath<Failure>> = never,
>({
  schema,
  defaultValues,
  mutation,
  changesOnly = false,
  onSaved,
}: {
  schema: z.ZodType<Output, Input>;
  defaultValues: DefaultValues<NoInfer<Input>>;
  mutation: UseMutationOptions<Answer, Failure, NoInfer<Input>>;
  filled?: readonly Filled[];
  above?: readonly Above[];
  changesOnly?: boolean;
  onSaved: (answer: Answer, values: NoInfer<Input>) => void | Promise<void>;
}): ZodForm<FormValues<Input, Filled | Above>> {
  const { issuesFrom } = useRefusals();
  const queryClient = useQueryClient();
  const ref = useRef<HTMLFormElement>(null);
  const shown = useRef(new Map<string, number>()).current;
  const [formIssues, setFormIssues] = useState<FieldIssue[]>([]);
  const [refusals, setRefusals] = useState(0);
  const methods = useForm<FieldValues, unknown, Output>({
    resolver: zodResolver<FieldValues, unknown, Output>(schema),
    defaultValues,
    mode: "onTouched",
    shouldFocusError: false,
  });
  const { mutateAsync, isPending } = useMutation(mutation);
  const check = useCheck();
  const typed = typedMethods<FormValues<Input, Filled | Above>>(methods);

  // After the errors are drawn, the first wrong input in the order of the page gets the focus.
  useEffect(() => {
    if (refusals > 0) ref.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-form-issues]')?.focus();
  }, [refusals]);

  const show = (issues: FieldIssue[], isCurrent: (name: string) => boolean = () => true) => {
    const homeless: FieldIssue[] = [];
    for (const issue of issues) {
      const name = nearestInput(issue.path, shown);
      if (name && !isCurrent(name)) continue;
      if (!name) homeless.push(issue);
      else methods.setError(name, { type: issue.code, message: issue.message });
      if (issue.entity && (issue.code === "not_found" || issue.code === "stale")) {
        invalidateEntity(queryClient, issue.entity);
      }
    }
    setFormIssues(homeless);
    setRefusals((count) => count + 1);
  };

  const changed = <Values extends FieldValues>(values: Values) =>
    changesOnly ? changesOf(values, methods.formState.defaultValues) : values;

  const send = async (values: Output): Promise<void> => {
    setFormIssues([]);
    try {
      const answer = await mutateAsync(changed(values));
      methods.reset(values);
      await onSaved(answer, values);
    } catch (error) {
      show(issuesFrom(error));
    }
  };

  const submit = methods.handleSubmit(send, async () => {
    // What the browser found is drawn now: the form itself would draw it after this function.
    await methods.trigger();
    setRefusals((count) => count + 1);
    // The server is asked what else is wrong, by a call that does nothing: whatever a page and a server of another
    // version think of the input, what is wrong here is not saved there.
    const asked = structuredClone(methods.getValues());
    // The browser's own sentence stays: it knows what was typed, where the server is sent no number. What was typed
    // since then is not what the server answers about.
    const isCurrent = (name: string) => {
      const same = JSON.stringify(get(asked, name)) === JSON.stringify(methods.getValues(name));
      return same && methods.getFieldState(name).error?.message === undefined;
    };
    await check(pathOf(mutation), changed(asked)).catch((error) => {
      if (error instanceof TRPCClientError && error.data && !asksForProof(error)) show(issuesFrom(error), isCurrent);
    });
  });

  return bound({
    ...typed,
    methods,
    submit,
    formIssues,
    pending: isPending || methods.formState.isSubmitting,
    ref,
    shown,
  });
}
