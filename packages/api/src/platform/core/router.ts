import { tracked } from "@trpc/server";
import { id } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { publicProcedure, router, tenantSubscription } from "../../core/index.ts";
import { changes } from "./live.ts";

export const coreRouter = router({
  /** Answers when the process does. */
  ping: publicProcedure.query(({ ctx }) => ({ pong: true, now: ctx.clock.now(), requestId: ctx.requestId })),

  /** Answers when the process and its database do. */
  health: publicProcedure.query(async ({ ctx }) => {
    await ctx.db.execute(sql`select 1`);
    return { status: "ok" as const };
  }),

  /** Tells open pages what changed, as it is committed. */
  live: tenantSubscription("tenants.read")
    .input(z.object({ lastEventId: id.nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const ended = signal ?? new AbortController().signal;
      try {
        for await (const { id: eventId, change } of changes(ctx, ctx.membership, input.lastEventId ?? null, ended)) {
          if (eventId) yield tracked(eventId, change);
          else yield change;
        }
      } finally {
        ctx.log.info("live connection ended");
      }
    }),
});
