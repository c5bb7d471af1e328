import { z } from "zod";

export const pendingSignUp = z.object({ name: z.string(), email: z.string() });

/** Whom a link is for, and where to go on. */
export const linked = z.object({ email: z.string(), next: z.string().nullable() });
