import { z } from "zod";
import type { CallableBy } from "./core/procedures.ts";
import { appRouter } from "./root.ts";

// What tools read of the router: its procedures, with the forms of their inputs.

/** A procedure as a caller sees it. */
export interface Procedure {
  name: string;
  type: "query" | "mutation" | "subscription";
  access: CallableBy;
  /** The form of its input, without the rules; undefined where it takes none. */
  input: z.ZodType | undefined;
}

/** What tRPC's type does not tell of a definition. */
interface Definition {
  _def: { meta: { access: CallableBy }; type: Procedure["type"]; inputs: unknown[] };
}

function formOf(input: unknown): z.ZodType | undefined {
  if (input instanceof z.ZodType) return input;
  const inner = typeof input === "object" && input !== null && "schema" in input ? input.schema : undefined;
  return inner instanceof z.ZodType ? inner : undefined;
}

/** Every procedure of the router. */
export const procedures: readonly Procedure[] = Object.entries(appRouter._def.procedures).map(([name, procedure]) => {
  const { meta, type, inputs } = (procedure as unknown as Definition)._def; // see above
  return { name, type, access: meta.access, input: formOf(inputs[0]) };
});
