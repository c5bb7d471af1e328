import { queueActionStates, queueActions } from "@waybill/validators";
import { z } from "zod";
import { done, idOut, time } from "../../core/index.ts";

const jobType = { type: z.string(), title: z.string(), known: z.boolean(), handlerOf: z.string().nullable() };

const queue = z.object({
  ready: z.number(),
  deferred: z.number(),
  running: z.number(),
  failed: z.number(),
  oldestReadyAt: time.nullable(),
  lastDoneAt: time.nullable(),
  doneInLast5Minutes: z.number(),
  hasWorker: z.boolean(),
  ...jobType,
});

export const queueRow = queue;

const failures = z.object({
  type: z.string(),
  failed: z.number(),
  firstAt: time,
  lastAt: time,
  minAttempts: z.number(),
  maxAttempts: z.number(),
  tenants: z.number(),
});

export const failureRow = failures.extend(jobType);

export const queueOfType = queue.extend({
  failures: failures.nullable(),
  tenants: z.array(
    z.object({
      tenantId: idOut,
      waiting: z.number(),
      running: z.number(),
      failed: z.number(),
      lastFailedAt: time.nullable(),
      id: idOut,
      name: z.string(),
      slug: z.string(),
      supportOpen: z.boolean(),
    }),
  ),
  moreTenants: z.boolean(),
});

export const worker = z.object({
  id: idOut,
  host: z.string(),
  pid: z.number(),
  startedOn: time,
  heartbeatOn: time,
  running: z.number(),
  types: z.number().nullable(),
});

export const schedule = z.object({
  name: z.string(),
  title: z.string(),
  cron: z.string(),
  scope: z.enum(["installation", "tenant"]),
  tenants: z.number(),
  lastQueuedAt: time.nullable(),
  nextRunAt: time.nullable(),
});

export const actionPreview = z.object({
  count: z.number(),
  waiting: z.number(),
  running: z.number(),
  tenants: z.number(),
  oldestAt: time.nullable(),
  newestAt: time.nullable(),
  until: time,
  more: z.boolean(),
});

export const startedAction = done.extend({ count: z.number() });

export const action = z.object({
  id: idOut,
  action: z.enum(queueActions),
  type: z.string(),
  title: z.string(),
  state: z.enum(queueActionStates),
  total: z.number(),
  position: z.number(),
  done: z.number(),
  createdAt: time,
  finishedAt: time.nullable(),
  userName: z.string().nullable(),
  tenantName: z.string().nullable(),
});
