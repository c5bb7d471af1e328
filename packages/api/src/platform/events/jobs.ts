import { replay } from "@waybill/validators";
import { defineJob } from "../../core/index.ts";
import { EventService } from "./service.ts";

/** Replays events to a handler in batches. Run twice, the handler gets them twice; handlers are idempotent anyway. */
export const replayEvents = defineJob({
  name: "events.replay",
  title: "Replay events",
  readBy: "events.read",
  needs: "events.replay",
  input: replay,
  timeoutSeconds: 1800,
  onGiveUp: { noDependents: "The job's page shows the failure." },
  async run(job) {
    const { count, more } = await job.transaction((ctx) => new EventService(ctx).count(job.input));
    const total = more ? null : count;
    const show = (after: string | null) => job.transaction((ctx) => new EventService(ctx).replay(job.input, after));
    let queued = 0;
    for (let batch = await show(null); ; batch = await show(batch.lastId)) {
      queued += batch.queued;
      await job.progress(queued, total, more ? `${queued} events` : `${queued} of ${count} events`);
      if (!batch.lastId) return { queued };
    }
  },
});
