import type { z } from "zod";
import type { CallableBy } from "../core/procedures/trpc.ts";
import { schemaOf } from "../inputs.ts";
import { definitions } from "../root.ts";

// Generated from the router, so that new procedures are covered at once.

/** A procedure for tests. */
export interface Procedure {
  name: string;
  type: string;
  access: CallableBy | undefined;
  schema: z.ZodType | undefined;
}

/** All procedures. */
export const procedures = [...definitions].map(
  ([name, { meta, type, inputs }]): Procedure => ({ name, type, access: meta?.access, schema: schemaOf(inputs[0]) }),
);

/** The procedures for these kinds of callers. */
export const proceduresFor = (...kinds: CallableBy["kind"][]) =>
  procedures.filter(({ access }) => access && kinds.includes(access.kind));

/** The procedures within a tenant. */
export const proceduresInTenant = proceduresFor("tenant", "person");

/** Calls a procedure by its name. @param caller of the router, typed or not */
export async function callByName(caller: unknown, name: string, input?: unknown): Promise<unknown> {
  const procedure = name.split(".").reduce((part, key) => Reflect.get(part as object, key) as unknown, caller);
  return (procedure as (given: unknown) => Promise<unknown>)(input);
}

/** The required permission, or empty. */
export const permissionOf = ({ access }: Procedure) => (access && "permission" in access ? access.permission : "");
