import { queueActions } from "@waybill/db/queues";
import { and, inArray, lt, lte } from "drizzle-orm";
import { oldestIds, type Retention, type WorkContext } from "../../core/index.ts";

/** Ended actions on jobs; the installation activity keeps them for longer. */
export const oldActions: Retention<WorkContext> = {
  name: "queueActions",
  title: "Operator actions on jobs",
  setting: "JOBS_KEEP_DAYS",
  minDays: 1,
  async remove({ db }, { before, lastId }, most) {
    const { id, finishedAt } = queueActions;
    const old = oldestIds(db, id, and(lte(id, lastId), lt(finishedAt, before)), most);
    const removed = await db
      .delete(queueActions)
      .where(inArray(queueActions.id, old))
      .returning({ id: queueActions.id });
    return removed.length;
  },
};
