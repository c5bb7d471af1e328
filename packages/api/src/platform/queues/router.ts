import { byId, jobKind, previewQueueAction, startQueueAction } from "@waybill/validators";
import { router, superuserProcedure } from "../../core/index.ts";
import { ActionService } from "./actions.ts";
import { QueueService } from "./service.ts";

export const queuesRouter = router({
  list: superuserProcedure.query(({ ctx }) => new QueueService(ctx).list()),
  failures: superuserProcedure.query(({ ctx }) => new QueueService(ctx).failures()),
  byKind: superuserProcedure.input(jobKind).query(({ ctx, input }) => new QueueService(ctx).byKind(input.kind)),
  workers: superuserProcedure.query(({ ctx }) => new QueueService(ctx).workers()),
  schedules: superuserProcedure.query(({ ctx }) => new QueueService(ctx).schedules()),
  /** How many jobs an action would reach, and up to which moment. */
  preview: superuserProcedure
    .input(previewQueueAction)
    .query(({ ctx, input }) => new ActionService(ctx).preview(input)),
  /** Has the failed jobs run again that a preview counted. */
  retry: superuserProcedure
    .input(startQueueAction)
    .mutation(({ ctx, input }) => new ActionService(ctx).start("retry", input)),
  /** Cancels the jobs that a preview counted. */
  cancel: superuserProcedure
    .input(startQueueAction)
    .mutation(({ ctx, input }) => new ActionService(ctx).start("cancel", input)),
  actions: superuserProcedure.query(({ ctx }) => new ActionService(ctx).list()),
  /** Ends an action that is not done; what it did stays. */
  stop: superuserProcedure.input(byId).mutation(({ ctx, input }) => new ActionService(ctx).stop(input.id)),
});
