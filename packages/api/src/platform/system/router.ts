import { TRPCError, tracked } from "@trpc/server";
import { id } from "@waybill/validators";
import { z } from "zod";
import { failedParts, processProcedure, router, tenantSubscription } from "../../core/index.ts";
import { changes } from "./live.ts";
import { change, healthy, pong } from "./outputs.ts";

export const systemRouter = router({
  /** Answers when the process does. */
  ping: processProcedure.output(pong).query(({ ctx }) => ({ pong: true, now: new Date(), requestId: ctx.requestId })),

  /** Answers if the process can serve, like `/ready`. */
  health: processProcedure.output(healthy).query(async ({ ctx }) => {
    const missing = await failedParts(ctx);
    if (missing.length > 0) {
      throw new TRPCError({ code: "SERVICE_UNAVAILABLE", message: `The process cannot serve: ${missing.join(", ")}.` });
    }
    return { status: "ok" as const };
  }),

  /** Sends changes to open pages, at their commit. */
  live: tenantSubscription("tenants.read")
    .output(change)
    .input(z.object({ lastEventId: id.nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const ended = signal ?? new AbortController().signal;
      try {
        const { access, checkAccess } = ctx;
        const missed = input.lastEventId ?? null;
        for await (const { id: eventId, change } of changes(ctx, access, checkAccess, missed, ended)) {
          if (eventId) yield tracked(eventId, change);
          else yield change;
        }
      } catch (error) {
        ctx.log.info({ reason: error instanceof Error ? error.message : error }, "live connection is ended");
        throw error;
      } finally {
        ctx.log.info("live connection ended");
      }
    }),
});
