import { z } from "zod";
import { cursorInput, id } from "./common.ts";
import { entityNames } from "./issues.ts";

/** Who acted: a person by themselves, or something in a person's name. */
export const actorKinds = ["user", "apiKey", "support", "operator", "job", "system"] as const;
export type ActorKind = (typeof actorKinds)[number];

const activityFields = {
  userId: id.optional(),
  entity: z.enum(entityNames).optional(),
  entityId: id.optional(),
  requestId: z.string().trim().max(100).optional(),
  /** Days as `2026-11-24`, both included, in the tenant's time zone. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
};

export const activityFilter = cursorInput.extend(activityFields);
export type ActivityFilter = z.output<typeof activityFilter>;
export const activityExport = z.object(activityFields);
export type ActivityExport = z.output<typeof activityExport>;
