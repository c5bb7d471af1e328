import { replay } from "@waybill/validators";
import { defineJob } from "../../core/index.ts";
import { EventService } from "./service.ts";

/**
 * Shows events that have happened to a handler again, a piece at a time. Run twice, the handler sees them twice more,
 * which it has to bear anyway.
 */
export const replayEvents = defineJob({
  name: "events.replay",
  title: "Replay events",
  readBy: "events.read",
  needs: "events.replay",
  input: replay,
  timeoutSeconds: 1800,
  onGiveUp: { nothingWaits: "The job's page shows the failure." },
  async handler(job) {
    const total = await job.transaction((ctx) => new EventService(ctx).count(job.input));
    const show = (after: string | null) => job.transaction((ctx) => new EventService(ctx).replay(job.input, after));
    let queued = 0;
    for (let piece = await show(null); ; piece = await show(piece.lastId)) {
      queued += piece.queued;
      await job.progress(queued, total, `${queued} of ${total} events`);
      if (!piece.lastId) return { queued };
    }
  },
});
