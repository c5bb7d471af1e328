import { byId, jobTypeInput, previewQueueAction, startQueueAction } from "@waybill/validators";
import { done, listOf, operatorProcedure, router } from "../../core/index.ts";
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
  list: operatorProcedure.output(listOf(queueRow)).query(({ ctx }) => new QueueService(ctx).list()),
  failures: operatorProcedure.output(listOf(failureRow)).query(({ ctx }) => new QueueService(ctx).failures()),
  byType: operatorProcedure
    .output(queueOfType)
    .input(jobTypeInput)
    .query(({ ctx, input }) => new QueueService(ctx).byType(input.type)),
  workers: operatorProcedure.output(listOf(worker)).query(({ ctx }) => new QueueService(ctx).workers()),
  schedules: operatorProcedure.output(listOf(schedule)).query(({ ctx }) => new QueueService(ctx).schedules()),
  /** The number of jobs that an action would reach, and its time limit. */
  preview: operatorProcedure
    .output(actionPreview)
    .input(previewQueueAction)
    .query(({ ctx, input }) => new ActionService(ctx).preview(input)),
  /** Retries the failed jobs of a preview. */
  retry: operatorProcedure
    .output(startedAction)
    .input(startQueueAction)
    .mutation(({ ctx, input }) => new ActionService(ctx).start("retry", input)),
  /** Cancels the jobs of a preview. */
  cancel: operatorProcedure
    .output(startedAction)
    .input(startQueueAction)
    .mutation(({ ctx, input }) => new ActionService(ctx).start("cancel", input)),
  actions: operatorProcedure.output(listOf(action)).query(({ ctx }) => new ActionService(ctx).list()),
  /** Stops an unfinished action; its effects stay. */
  stop: operatorProcedure
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new ActionService(ctx).stop(input.id)),
});
