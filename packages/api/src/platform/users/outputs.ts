import { signInMethods } from "@waybill/validators";
import { z } from "zod";
import { idOut, time } from "../../core/index.ts";

export const user = z.object({
  id: idOut,
  name: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  language: z.string().nullable(),
  operator: z.boolean(),
});

export const renamedUser = user.pick({ id: true, name: true });

export const session = z.object({
  id: idOut,
  method: z.enum(signInMethods).nullable(),
  secondFactor: z.boolean(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: time,
  lastSeenAt: time,
  current: z.boolean(),
});
