import { queueActions } from "@waybill/db/queues";
import { and, asc, inArray, lt, lte } from "drizzle-orm";
import type { Retention, WorkContext } from "../../core/index.ts";

/** What operators did with many jobs, once it has ended; the installation's activity tells of it for longer. */
export const oldActions: Retention<WorkContext> = {
  name: "queueActions",
  title: "What operators did with many jobs",
  setting: "JOBS_KEEP_DAYS",
  fewestDays: 1,
  async remove({ db }, { before, lastId }, most) {
    const old = db
      .select({ id: queueActions.id })
      .from(queueActions)
      .where(and(lte(queueActions.id, lastId), lt(queueActions.finishedAt, before)))
      .orderBy(asc(queueActions.id))
      .limit(most);
    const removed = await db
      .delete(queueActions)
      .where(inArray(queueActions.id, old))
      .returning({ id: queueActions.id });
    return removed.length;
  },
};
