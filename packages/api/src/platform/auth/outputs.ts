import { z } from "zod";

export const pendingSignUp = z.object({ name: z.string(), email: z.string() });

/** The recipient of a link and the path to continue with. */
export const linked = z.object({ email: z.string(), next: z.string().nullable() });
