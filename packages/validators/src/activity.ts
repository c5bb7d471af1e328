import { z } from "zod";
import { cursorInput, id } from "./common.ts";
import { day, ordered } from "./dates.ts";
import { entityNames } from "./entities.ts";
import { exportFormat } from "./exports.ts";
import { text } from "./text.ts";

/** The actor: a person, or something on a person's behalf. `command` is the command line on the machine. */
export const actorKinds = ["user", "apiKey", "support", "operator", "command", "job", "system"] as const;
export type ActorKind = (typeof actorKinds)[number];

const activityFields = {
  userId: id.optional(),
  entity: z.enum(entityNames).optional(),
  entityId: id.optional(),
  requestId: text({ min: 0, max: 100, kind: "code" }).optional(),
  /** Days as `2026-11-24`, both included, in the tenant's time zone. */
  from: day.optional(),
  to: day.optional(),
};

export const activityFilter = ordered(cursorInput.extend(activityFields));
export type ActivityFilter = z.output<typeof activityFilter>;
export const activityExport = ordered(z.object({ ...activityFields, format: exportFormat }));
export type ActivityExport = z.output<typeof activityExport>;
