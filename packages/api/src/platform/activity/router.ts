import { activityExport, activityFilter } from "@waybill/validators";
import { personProcedure, router, tenantProcedure } from "../../core/index.ts";
import { exportActivity } from "./jobs.ts";
import { ActivityService } from "./service.ts";

export const activityRouter = router({
  list: tenantProcedure("activity.read")
    .input(activityFilter)
    .query(({ ctx, input }) => new ActivityService(ctx).list(input)),
  people: tenantProcedure("activity.read").query(({ ctx }) => new ActivityService(ctx).people()),
  /** Reading it all at once is an entry itself. */
  export: personProcedure("activity.export", { fresh: true })
    .input(activityExport)
    .mutation(({ ctx, input }) => exportActivity.begin(ctx, input)),
});
