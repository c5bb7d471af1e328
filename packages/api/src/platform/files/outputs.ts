import { z } from "zod";
import { idOut, time } from "../../core/index.ts";

export const file = z.object({
  id: idOut,
  name: z.string(),
  kind: z.string(),
  title: z.string(),
  size: z.number(),
  createdAt: time,
  userName: z.string().nullable(),
});

export const fileUsage = z.object({
  bytes: z.number(),
  files: z.number(),
  maxBytes: z.number(),
  maxFiles: z.number(),
  kinds: z.array(z.object({ name: z.string(), title: z.string() })),
});
