import { byId, jobTypeInput, previewQueueAction, startQueueAction } from "@waybill/validators";
import { done, listOf, router, superuserProcedure } from "../../core/index.ts";
import { ActionService } from "./actions.ts";
import {
  action,
  actionPreview,
  failureRow,
  queueOfType,
  queueRow,
  schedule,
  startedAction,
  worker,
} from "./outputs.ts";
import { QueueService } from "./service.ts";

export const queuesRouter = router({
  list: superuserProcedure.output(listOf(queueRow)).query(({ ctx }) => new QueueService(ctx).list()),
  failures: superuserProcedure.output(listOf(failureRow)).query(({ ctx }) => new QueueService(ctx).failures()),
  byType: superuserProcedure
    .output(queueOfType)
    .input(jobTypeInput)
    .query(({ ctx, input }) => new QueueService(ctx).byType(input.type)),
  workers: superuserProcedure.output(listOf(worker)).query(({ ctx }) => new QueueService(ctx).workers()),
  schedules: superuserProcedure.output(listOf(schedule)).query(({ ctx }) => new QueueService(ctx).schedules()),
  /** The number of jobs that an action would reach, and its time limit. */
  preview: superuserProcedure
    .output(actionPreview)
    .input(previewQueueAction)
    .query(({ ctx, input }) => new ActionService(ctx).preview(input)),
  /** Retries the failed jobs of a preview. */
  retry: superuserProcedure
    .output(startedAction)
    .input(startQueueAction)
    .mutation(({ ctx, input }) => new ActionService(ctx).start("retry", input)),
  /** Cancels the jobs of a preview. */
  cancel: superuserProcedure
    .output(startedAction)
    .input(startQueueAction)
    .mutation(({ ctx, input }) => new ActionService(ctx).start("cancel", input)),
  actions: superuserProcedure.output(listOf(action)).query(({ ctx }) => new ActionService(ctx).list()),
  /** Stops an unfinished action; its effects stay. */
  stop: superuserProcedure
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new ActionService(ctx).stop(input.id)),
});
