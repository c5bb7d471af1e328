import { z } from "zod";
import type { CallableBy } from "../core/procedures.ts";
import { appRouter } from "../root.ts";

// What is generated from the router: a new procedure is covered the moment that it exists.

/** A procedure, as tests see it. */
export interface Procedure {
  name: string;
  type: string;
  access: CallableBy | undefined;
  schema: z.ZodType | undefined;
}

/** The form of an input: a schema, or the schema inside of a checked one. */
function schemaOf(input: unknown): z.ZodType | undefined {
  if (input instanceof z.ZodType) return input;
  const inner = typeof input === "object" && input !== null && "schema" in input ? input.schema : undefined;
  return inner instanceof z.ZodType ? inner : undefined;
}

/** Every procedure there is. */
export const procedures = Object.entries(appRouter._def.procedures).map(([name, procedure]): Procedure => {
  const { meta, type, inputs } = (
    procedure as unknown as { _def: { meta?: { access: CallableBy }; type: string; inputs: unknown[] } }
  )._def; // tRPC's type does not tell what a definition holds
  return { name, type, access: meta?.access, schema: schemaOf(inputs[0]) };
});

/** The procedures that may be called by these kinds of callers. */
export const proceduresFor = (...kinds: string[]) =>
  procedures.filter(({ access }) => kinds.includes(access?.kind ?? ""));
