import { byId, jobFilter, setSchedule } from "@waybill/validators";
import { byCursor, done, router, tenantProcedure } from "../../core/index.ts";
import { job, jobRow, scheduled, schedules } from "./outputs.ts";
import { ScheduleService } from "./schedules.ts";
import { JobService } from "./service.ts";

export const jobsRouter = router({
  list: tenantProcedure("jobs.read")
    .output(byCursor(jobRow))
    .input(jobFilter)
    .query(({ ctx, input }) => new JobService(ctx).list(input)),
  byId: tenantProcedure("jobs.read")
    .output(job)
    .input(byId)
    .query(({ ctx, input }) => new JobService(ctx).byId(input.id)),
  cancel: tenantProcedure("jobs.cancel")
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new JobService(ctx).cancel(input.id)),
  retry: tenantProcedure("jobs.retry")
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new JobService(ctx).retry(input.id)),
  schedules: tenantProcedure("jobs.read")
    .output(schedules)
    .query(({ ctx }) => new ScheduleService(ctx).list()),
  setSchedule: tenantProcedure("jobs.schedule")
    .output(scheduled)
    .input(setSchedule)
    .mutation(({ ctx, input }) => new ScheduleService(ctx).set(input)),
});
