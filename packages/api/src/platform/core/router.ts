import { tracked } from "@trpc/server";
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
    .input(z.object({ lastEventId: z.string().max(100).nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const ended = signal ?? new AbortController().signal;
      try {
        const { access, checkAccess } = ctx;
        for await (const { id, change } of changes(ctx, access, checkAccess, input.lastEventId ?? null, ended)) {
          if (id) yield tracked(id, change);
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
