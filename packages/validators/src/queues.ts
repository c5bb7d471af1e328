import { z } from "zod";
import { cursorInput, id } from "./common.ts";
import { moment as anyMoment } from "./dates.ts";
import { whole } from "./numbers.ts";
import { text } from "./text.ts";

/** The actions of operators on jobs of one type. */
export const queueActions = ["retry", "cancel"] as const;
export type QueueAction = (typeof queueActions)[number];

/** The states of an action. `stopped` by an operator; `failed` if its own job gave up. */
export const queueActionStates = ["waiting", "running", "done", "stopped", "failed"] as const;
export type QueueActionState = (typeof queueActionStates)[number];

/** The maximum number of jobs per action; repeat it for more. */
export const queueActionLimit = 10_000;

/** The name of a job type, such as `parcels.makeLabel`. */
const type = text({ max: 100, kind: "code" }).regex(/^[A-Za-z0-9_.-]+$/, "This job type does not exist.");

/** Converted to UTC. */
const moment = anyMoment.transform((text) => new Date(text).toISOString());

export const jobTypeInput = z.object({ type });

const selection = z.object({
  type,
  /** Only jobs of this tenant. */
  tenantId: id.optional(),
  /** Only jobs that failed or were queued at this time or later. */
  since: moment.optional(),
  /** Only jobs that failed or were queued before this time. */
  until: moment.optional(),
});

export const previewQueueAction = selection.extend({ action: z.enum(queueActions) });
export type QueueSelection = z.output<typeof previewQueueAction>;

/** Acts on the jobs of a preview. */
export const startQueueAction = selection.extend({
  /** From the preview: later jobs are excluded. */
  until: moment,
  /** From the preview: the maximum number of jobs. */
  expected: whole(1, queueActionLimit),
});
export type StartQueueAction = z.output<typeof startQueueAction>;

export const installationActivityFilter = cursorInput.extend({
  /** The actor, or the affected account. */
  userId: id.optional(),
});
export type InstallationActivityFilter = z.output<typeof installationActivityFilter>;
