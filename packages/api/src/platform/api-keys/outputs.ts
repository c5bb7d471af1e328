import { z } from "zod";
import { done, idOut, time } from "../../core/index.ts";

/** A key without its secret. */
export const apiKey = z.object({
  id: idOut,
  name: z.string(),
  hint: z.string(),
  permissions: z.array(z.string()),
  userId: idOut,
  userName: z.string(),
  createdAt: time,
  expiresAt: time,
  lastUsedAt: time.nullable(),
  lastUsedIp: z.string().nullable(),
  revokedAt: time.nullable(),
  expired: z.boolean(),
});

/** A new key: its secret is shown once. */
export const newApiKey = done.extend({ key: z.string() });
