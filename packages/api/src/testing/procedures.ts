import { z } from "zod";
import type { CallableBy } from "../core/trpc.ts";
import { definitions } from "../root.ts";

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
export const procedures = [...definitions].map(
  ([name, { meta, type, inputs }]): Procedure => ({ name, type, access: meta?.access, schema: schemaOf(inputs[0]) }),
);

/** The procedures that may be called by these kinds of callers. */
export const proceduresFor = (...kinds: CallableBy["kind"][]) =>
  procedures.filter(({ access }) => access && kinds.includes(access.kind));

/** The procedures that are called in a tenant. */
export const proceduresInTenant = proceduresFor("tenant", "person");

/** The permission that a procedure asks for; empty where it asks for none. */
export const permissionOf = ({ access }: Procedure) => (access && "permission" in access ? access.permission : "");
