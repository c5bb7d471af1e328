import { z } from "zod";
import { anything, idOut, time } from "../../core/index.ts";

export const installationEntry = z.object({
  id: idOut,
  action: z.string(),
  summary: z.string(),
  userId: idOut.nullable(),
  userName: z.string().nullable(),
  subjectUserId: idOut.nullable(),
  subjectName: z.string().nullable(),
  subjectTenantId: idOut.nullable(),
  tenantName: z.string().nullable(),
  details: z.record(z.string(), anything).nullable(),
  ip: z.string().nullable(),
  requestId: z.string(),
  createdAt: time,
});

export const person = z.object({ id: idOut, name: z.string() });
