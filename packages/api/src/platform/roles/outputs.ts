import { z } from "zod";

/** The id of a built-in role is its name. */
export const grantableRole = z.object({ id: z.string(), name: z.string(), builtIn: z.boolean() });

export const roles = z.object({
  items: z.array(grantableRole.extend({ permissions: z.array(z.string()), version: z.number(), members: z.number() })),
  resources: z.array(z.object({ name: z.string(), actions: z.array(z.string()) })),
  nextCursor: z.null(),
});
