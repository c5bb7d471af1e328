import { byId, eventFilter, replay } from "@waybill/validators";
import { byCursor, notFound, router, tenantProcedure } from "../../core/index.ts";
import { replayEvents } from "./jobs.ts";
import { event, eventMap, eventRow, replayCount, replayed } from "./outputs.ts";
import { EventService } from "./service.ts";

export const eventsRouter = router({
  list: tenantProcedure("events.read")
    .output(byCursor(eventRow))
    .input(eventFilter)
    .query(({ ctx, input }) => new EventService(ctx).list(input)),
  byId: tenantProcedure("events.read")
    .output(event)
    .input(byId)
    .query(({ ctx, input }) => new EventService(ctx).byId(input.id)),
  map: tenantProcedure("events.read")
    .output(eventMap)
    .query(({ ctx }) => new EventService(ctx).map()),
  /** The number of events in a replay, counted among the first {@link maxReplayChecked}. */
  replayCount: tenantProcedure("events.replay")
    .output(replayCount)
    .input(replay)
    .query(({ ctx, input }) => new EventService(ctx).count(input)),
  replay: tenantProcedure("events.replay")
    .output(replayed)
    .input(replay)
    .mutation(async ({ ctx, input }) => {
      const { count, more } = await new EventService(ctx).count(input);
      if (input.eventId && count === 0) throw notFound("event");
      const jobId = await ctx.jobs.enqueue(replayEvents, input, { uniqueKey: input.handler });
      const all = count === 1 ? `replayed 1 event to ${input.handler}` : `replayed ${count} events to ${input.handler}`;
      const summary = more ? `replayed past events to ${input.handler}` : all;
      await ctx.activity.record({ action: "events.replay", entity: "job", entityId: jobId, summary, after: input });
      return { jobId, count, more };
    }),
});
