import { activityExport, activityFilter } from "@waybill/validators";
import { byCursor, listOf, personProcedure, queued, router, tenantProcedure } from "../../core/index.ts";
import { exportActivity } from "./jobs.ts";
import { activityEntry, person } from "./outputs.ts";
import { ActivityService } from "./service.ts";

export const activityRouter = router({
  list: tenantProcedure("activity.read")
    .output(byCursor(activityEntry))
    .input(activityFilter)
    .query(({ ctx, input }) => new ActivityService(ctx).list(input)),
  people: tenantProcedure("activity.read")
    .output(listOf(person))
    .query(({ ctx }) => new ActivityService(ctx).people()),
  /** Exporting it is an entry itself. */
  export: personProcedure("activity.export", { fresh: true })
    .output(queued)
    .input(activityExport)
    .mutation(({ ctx, input }) => exportActivity.start(ctx, input)),
});
