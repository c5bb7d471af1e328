import type { ActivityService } from "./service.ts";

/** The columns of an activity file. */
export const activityColumns = [
  "at",
  "userName",
  "actor",
  "actorName",
  "summary",
  "action",
  "entity",
  "entityId",
  "before",
  "after",
  "ip",
  "requestId",
  "id",
] as const;

/** An entry as a row of an activity file. */
export const activityRow = ({
  before,
  after,
  createdAt,
  ...row
}: Awaited<ReturnType<ActivityService["exportBatch"]>>[number]) => ({
  ...row,
  at: createdAt.toISOString(),
  before: before && JSON.stringify(before),
  after: after && JSON.stringify(after),
});
