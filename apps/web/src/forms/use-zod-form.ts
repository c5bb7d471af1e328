"use client";

import { type UseMutationOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import type { FieldIssue } from "@waybill/validators";
import { useEffect, useRef, useState } from "react";
import { type DefaultValues, type FieldValues, get, useForm } from "react-hook-form";
import { invalidateEntity } from "@/live/invalidate.ts";
import { useCheck } from "@/trpc/client.tsx";
import { asksForProof } from "@/trpc/confirmation.ts";
import { useRefusals } from "@/trpc/use-refusals.ts";
import { typedMethods, withFields, type ZodForm } from "./form.ts";
import { type SchemaSource, useSchema } from "./resolver.ts";
import type { FirstName, FormValues, RuledPath } from "./types.ts";

/** The codes of issues about a record that has changed since the page read it. */
const outdatedCodes: ReadonlySet<FieldIssue["code"]> = new Set(["not_found", "stale", "archived"]);

/** The input of an issue: its own, or the nearest rendered one around it. */
function nearestInput(path: FieldIssue["path"], displayed: Map<string, number>): string | null {
  for (let length = path.length; length > 0; length -= 1) {
    const name = path.slice(0, length).join(".");
    if (displayed.has(name)) return name;
  }
  return null;
}

/** The changed values of a form, with the id and version of the record. */
function changesOf<Values extends FieldValues>(values: Values, before: unknown): Values {
  const same = (name: string) => JSON.stringify(values[name] ?? null) === JSON.stringify(get(before, name) ?? null);
  const sent = Object.entries(values).filter(([name]) => name === "id" || name === "version" || !same(name));
  return Object.fromEntries(sent) as Values; // the schema of a change lets every field be left out
}

/** The path of the procedure of a mutation, from its key in tRPC. */
function pathOf({ mutationKey }: Pick<UseMutationOptions, "mutationKey">): string {
  const [path] = mutationKey ?? [];
  return Array.isArray(path) ? path.join(".") : "";
}

/**
 * Binds a form to a procedure and its schema.
 *
 * Inputs are validated on blur, and with every change after an error was displayed. Submitting validates all. A refusal by
 * the server is displayed at the same inputs in the same way, also if the browser has already found errors:
 * then the server only checks the input, so that all errors are displayed at once. An issue about a record that
 * is gone or archived also refreshes the lists that offer such records.
 *
 * Every name of the schema has an input, except those of `filled` and `above`; {@link Form} requires each
 * input. Issues of other names are displayed above the form.
 *
 * @param schema the input schema of the procedure, or a function that loads it ({@link SchemaSource}).
 * @param mutation the procedure's `mutationOptions()`.
 * @param filled names that the form fills in itself; no rule of the procedure reports on them.
 * @param above other names without an input: their issues are displayed above the form.
 * @param changesOnly whether only changed values are sent, for a schema of optional fields.
 * @param onSaved called with the procedure's answer and the sent values.
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
  schema: SchemaSource<Output, Input>;
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
  const displayed = useRef(new Map<string, number>()).current;
  const [formIssues, setFormIssues] = useState<FieldIssue[]>([]);
  const [refusals, setRefusals] = useState(0);
  const { resolver, load } = useSchema(schema);
  const methods = useForm<FieldValues, unknown, Output>({
    resolver,
    defaultValues,
    mode: "onTouched",
    shouldFocusError: false,
  });
  const { mutateAsync, isPending } = useMutation(mutation);
  const check = useCheck();
  const typed = typedMethods<FormValues<Input, Filled | Above>>(methods);

  // After the errors are rendered, the first invalid input on the page gets the focus.
  useEffect(() => {
    if (refusals > 0) ref.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-form-issues]')?.focus();
  }, [refusals]);

  const show = (issues: FieldIssue[], isCurrent: (name: string) => boolean = () => true) => {
    const unplaced: FieldIssue[] = [];
    for (const issue of issues) {
      const name = nearestInput(issue.path, displayed);
      if (name && !isCurrent(name)) continue;
      if (!name) unplaced.push(issue);
      else methods.setError(name, { type: issue.code, message: issue.message });
      if (issue.entity && outdatedCodes.has(issue.code)) invalidateEntity(queryClient, issue.entity);
    }
    setFormIssues(unplaced);
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
    // Renders the browser's errors now: the library would render them after this function.
    await methods.trigger();
    setRefusals((count) => count + 1);
    // The server checks the input by a call that writes nothing: even if page and server are of different
    // versions, an input that is invalid here is not saved there.
    const asked = structuredClone(methods.getValues());
    // The browser's own message stays: it knows the typed text, while the server gets no number. Input that was typed
    // since then is not part of the server's answer.
    const isCurrent = (name: string) => {
      const same = JSON.stringify(get(asked, name)) === JSON.stringify(methods.getValues(name));
      return same && methods.getFieldState(name).error?.message === undefined;
    };
    await check(pathOf(mutation), changed(asked)).catch((error) => {
      if (error instanceof TRPCClientError && error.data && !asksForProof(error)) show(issuesFrom(error), isCurrent);
    });
  });

  return withFields({
    ...typed,
    methods,
    load,
    submit,
    formIssues,
    pending: isPending || methods.formState.isSubmitting,
    ref,
    displayed,
  });
}
