import { z } from "zod";
import type { CallableBy } from "./core/trpc.ts";
import { definitions } from "./root.ts";

// What tools read of the router: its procedures, with the forms of their inputs and outputs.

/** A procedure as a caller sees it. */
export interface Procedure {
  name: string;
  type: "query" | "mutation" | "subscription";
  access: CallableBy;
  /** The form of its input, without the rules; undefined where it takes none. */
  input: z.ZodType | undefined;
  /** The form of its answer; of a subscription, that of its stream. */
  output: z.ZodType;
}

function formOf(input: unknown): z.ZodType | undefined {
  if (input instanceof z.ZodType) return input;
  const inner = typeof input === "object" && input !== null && "schema" in input ? input.schema : undefined;
  return inner instanceof z.ZodType ? inner : undefined;
}

/** Every procedure of the router. @throws where one does not say who may call it */
export const procedures: readonly Procedure[] = [...definitions].map(([name, { meta, type, inputs, output }]) => {
  if (!meta) throw new Error(`${name} does not declare its callers.`);
  return { name, type, access: meta.access, input: formOf(inputs[0]), output };
});
