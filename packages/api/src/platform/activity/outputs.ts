import { actorKinds } from "@waybill/validators";
import { z } from "zod";
import { anything, entityOut, idOut, time } from "../../core/index.ts";

const values = z.record(z.string(), anything).nullable();

export const activityEntry = z.object({
  id: idOut,
  action: z.string(),
  entity: entityOut,
  entityId: idOut.nullable(),
  summary: z.string(),
  before: values,
  after: values,
  userId: idOut.nullable(),
  userName: z.string().nullable(),
  actor: z.enum(actorKinds),
  actorId: idOut.nullable(),
  actorName: z.string().nullable(),
  ip: z.string().nullable(),
  requestId: z.string(),
  createdAt: time,
});

export const person = z.object({ id: idOut, name: z.string() });
