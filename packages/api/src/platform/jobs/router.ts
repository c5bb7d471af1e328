import { byId, jobFilter, setSchedule } from "@waybill/validators";
import { router, tenantProcedure } from "../../core/index.ts";
import { ScheduleService } from "./schedules.ts";
import { JobService } from "./service.ts";

export const jobsRouter = router({
  list: tenantProcedure("jobs.read")
    .input(jobFilter)
    .query(({ ctx, input }) => new JobService(ctx).list(input)),
  byId: tenantProcedure("jobs.read")
    .input(byId)
    .query(({ ctx, input }) => new JobService(ctx).byId(input.id)),
  cancel: tenantProcedure("jobs.cancel")
    .input(byId)
    .mutation(({ ctx, input }) => new JobService(ctx).cancel(input.id)),
  retry: tenantProcedure("jobs.retry")
    .input(byId)
    .mutation(({ ctx, input }) => new JobService(ctx).retry(input.id)),
  schedules: tenantProcedure("jobs.read").query(({ ctx }) => new ScheduleService(ctx).list()),
  setSchedule: tenantProcedure("jobs.schedule")
    .input(setSchedule)
    .mutation(({ ctx, input }) => new ScheduleService(ctx).set(input)),
});
