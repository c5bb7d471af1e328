import { byId, jobKind, previewQueueAction, startQueueAction } from "@waybill/validators";
import { done, listOf, router, superuserProcedure } from "../../core/index.ts";
import { ActionService } from "./actions.ts";
import { action, actionBegun, actionPreview, failureRow, queueOfKind, queueRow, schedule, worker } from "./outputs.ts";
import { QueueService } from "./service.ts";

export const queuesRouter = router({
  list: superuserProcedure.output(listOf(queueRow)).query(({ ctx }) => new QueueService(ctx).list()),
  failures: superuserProcedure.output(listOf(failureRow)).query(({ ctx }) => new QueueService(ctx).failures()),
  byKind: superuserProcedure
    .output(queueOfKind)
    .input(jobKind)
    .query(({ ctx, input }) => new QueueService(ctx).byKind(input.kind)),
  workers: superuserProcedure.output(listOf(worker)).query(({ ctx }) => new QueueService(ctx).workers()),
  schedules: superuserProcedure.output(listOf(schedule)).query(({ ctx }) => new QueueService(ctx).schedules()),
  /** How many jobs an action would reach, and up to which moment. */
  preview: superuserProcedure
    .output(actionPreview)
    .input(previewQueueAction)
    .query(({ ctx, input }) => new ActionService(ctx).preview(input)),
  /** Has the failed jobs run again that a preview counted. */
  retry: superuserProcedure
    .output(actionBegun)
    .input(startQueueAction)
    .mutation(({ ctx, input }) => new ActionService(ctx).start("retry", input)),
  /** Cancels the jobs that a preview counted. */
  cancel: superuserProcedure
    .output(actionBegun)
    .input(startQueueAction)
    .mutation(({ ctx, input }) => new ActionService(ctx).start("cancel", input)),
  actions: superuserProcedure.output(listOf(action)).query(({ ctx }) => new ActionService(ctx).list()),
  /** Ends an action that is not done; what it did stays. */
  stop: superuserProcedure
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new ActionService(ctx).stop(input.id)),
});
