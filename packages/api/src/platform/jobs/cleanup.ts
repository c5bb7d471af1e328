import { mailTokens, sessions } from "@waybill/db";
import { lt, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, defineSchedule } from "../../core/index.ts";

/** Removes what nobody can use any more: sessions and mailed links that have expired. Run twice, it finds nothing. */
export const cleanUp = defineJob({
  name: "jobs.cleanUp",
  title: "Remove what has expired",
  ofInstallation: true,
  input: z.object({}),
  onGiveUp: { nothingWaits: "The next night finds what is left." },
  handler: ({ globalTransaction }) =>
    globalTransaction(async ({ db }) => {
      await db.delete(sessions).where(lt(sessions.expiresAt, sql`now() - interval '1 day'`));
      await db.delete(mailTokens).where(lt(mailTokens.expiresAt, sql`now() - interval '1 day'`));
    }),
});

export const nightly = defineSchedule({
  name: "jobs.nightly",
  title: "Remove what has expired",
  cron: "20 3 * * *",
  scope: "installation",
  job: cleanUp,
  input: {},
});
