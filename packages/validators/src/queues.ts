import { z } from "zod";
import { cursorInput, id } from "./common.ts";
import { moment as anyMoment } from "./dates.ts";
import { whole } from "./numbers.ts";
import { text } from "./text.ts";

/** What an operator may do with many jobs of one kind. */
export const queueActions = ["retry", "cancel"] as const;
export type QueueAction = (typeof queueActions)[number];

/** How far an operator's action is. `stopped` by an operator; `failed` where its own job gave up. */
export const queueActionStates = ["waiting", "running", "done", "stopped", "failed"] as const;
export type QueueActionState = (typeof queueActionStates)[number];

/** How many jobs one action reaches at the most; for more it is asked for again. */
export const queueActionLimit = 10_000;

/** The name of a kind of job, like `parcels.makeLabel`. */
const kind = text({ max: 100, kind: "code" }).regex(/^[A-Za-z0-9_.-]+$/, "This job type does not exist.");

/** In UTC, whatever offset it was given with. */
const moment = anyMoment.transform((text) => new Date(text).toISOString());

export const jobKind = z.object({ kind });

const selection = z.object({
  kind,
  /** Only jobs of this tenant. */
  tenantId: id.optional(),
  /** Only jobs that failed, or were queued, at this moment or later. */
  since: moment.optional(),
  /** Only jobs that failed, or were queued, before this moment. */
  until: moment.optional(),
});

export const previewQueueAction = selection.extend({ action: z.enum(queueActions) });
export type QueueSelection = z.output<typeof previewQueueAction>;

/** Acts on the jobs that a preview counted. */
export const startQueueAction = selection.extend({
  /** The moment that the preview answered: what failed or was queued after it is left alone. */
  until: moment,
  /** The number that the preview answered: never more are acted on. */
  expected: whole(1, queueActionLimit),
});
export type StartQueueAction = z.output<typeof startQueueAction>;

export const installationActivityFilter = cursorInput.extend({
  /** Who did it, or whose account it is about. */
  userId: id.optional(),
});
export type InstallationActivityFilter = z.output<typeof installationActivityFilter>;
