import { z } from "zod";
import type { CallableBy } from "./core/procedures/trpc.ts";
import { definitions } from "./root.ts";

// The procedures of the router with their input and output schemas, for tools.

/** A procedure for a caller. */
export interface Procedure {
  name: string;
  type: "query" | "mutation" | "subscription";
  access: CallableBy;
  /** The input schema without rules; undefined without input. */
  input: z.ZodType | undefined;
  /** The output schema; of a subscription, that of its stream. */
  output: z.ZodType;
}

/** The schema of an input, without rules. */
export function schemaOf(input: unknown): z.ZodType | undefined {
  if (input instanceof z.ZodType) return input;
  const inner = typeof input === "object" && input !== null && "schema" in input ? input.schema : undefined;
  return inner instanceof z.ZodType ? inner : undefined;
}

/** All procedures of the router. @throws if one does not declare its callers */
export const procedures: readonly Procedure[] = [...definitions].map(([name, { meta, type, inputs, output }]) => {
  if (!meta) throw new Error(`${name} does not declare its callers.`);
  return { name, type, access: meta.access, input: schemaOf(inputs[0]), output };
});
