"use client";

import { useCallback, useRef } from "react";
import type { FieldValues, Resolver } from "react-hook-form";
import type { z } from "zod";

/** A schema, or a function that imports it, for pages that load no schema at first. */
export type SchemaSource<Output extends FieldValues, Input extends FieldValues> =
  | z.ZodType<Output, Input>
  | (() => Promise<z.ZodType<Output, Input>>);

/**
 * The validation of a form by a schema. Zod is loaded at the first input, at the latest on submit. If that fails, the values
 * go to the server as they are, which validates them too.
 *
 * @returns the resolver, and a function that loads Zod ahead.
 */
export function useSchema<Output extends FieldValues, Input extends FieldValues>(
  source: SchemaSource<Output, Input>,
): { resolver: Resolver<FieldValues, unknown, Output>; load: () => void } {
  const latest = useRef(source);
  latest.current = source;
  const made = useRef<{ schema: z.ZodType<Output, Input>; resolver: Resolver<FieldValues, unknown, Output> }>(null);
  const get = useCallback(async () => {
    const given = latest.current;
    const [{ zodResolver }, schema] = await Promise.all([
      import("./zod-resolver.ts"),
      typeof given === "function" ? given() : given,
    ]);
    if (made.current?.schema !== schema) {
      made.current = { schema, resolver: zodResolver<FieldValues, unknown, Output>(schema) };
    }
    return made.current.resolver;
  }, []);
  const resolver: Resolver<FieldValues, unknown, Output> = useCallback(
    async (values, context, options) => {
      const check = await get().catch(() => null);
      // The output of the schema is a valid input: the server makes it of the raw values.
      return check ? check(values, context, options) : { values: values as Output, errors: {} };
    },
    [get],
  );
  const load = useCallback(() => void get().catch(() => {}), [get]);
  return { resolver, load };
}
