import { jobStates } from "@waybill/validators";
import { z } from "zod";
import { anything, idOut, time } from "../../core/index.ts";

const common = z.object({
  id: idOut,
  name: z.string(),
  title: z.string(),
  state: z.enum(jobStates),
  attempts: z.number(),
  done: z.number(),
  eventId: idOut.nullable(),
  userId: idOut.nullable(),
  userName: z.string().nullable(),
  requestId: z.string(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
});

/** A job with its details, for callers with the permission to read them. */
const readable = common.extend({
  readable: z.literal(true),
  error: z.string().nullable(),
  total: z.number().nullable(),
  message: z.string().nullable(),
});

/** A job for others: without results. */
const unreadable = common.extend({
  readable: z.literal(false),
  error: z.null(),
  total: z.null(),
  message: z.null(),
});

export const jobRow = z.discriminatedUnion("readable", [readable, unreadable]);

const details = {
  input: anything,
  result: anything,
  lines: z.array(z.object({ id: idOut, attempt: z.number(), line: z.string(), at: time })),
};

export const job = z.discriminatedUnion("readable", [readable.extend(details), unreadable.extend(details)]);

export const schedules = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      cron: z.string(),
      enabled: z.boolean(),
      version: z.number(),
      nextRunAt: time.nullable(),
    }),
  ),
  timeZone: z.string(),
  nextCursor: z.null(),
});

export const scheduled = z.object({ name: z.string() });
