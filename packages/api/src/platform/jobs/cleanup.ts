import { mailLinks, mails, sessions } from "@waybill/db";
import { isNotNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, defineSchedule } from "../../core/index.ts";

/**
 * Removes what nobody can use any more: sessions and mailed links that have expired, and what an outbox has kept that is
 * switched off. Run twice, it finds nothing.
 */
export const cleanUp = defineJob({
  name: "jobs.cleanUp",
  title: "Remove what has expired",
  input: z.object({}),
  handler: ({ globalTransaction }) =>
    globalTransaction(async ({ db, settings }) => {
      await db.delete(sessions).where(lt(sessions.expiresAt, sql`now() - interval '1 day'`));
      await db.delete(mailLinks).where(lt(mailLinks.expiresAt, sql`now() - interval '1 day'`));
      if (settings.MAIL_OUTBOX) return;
      await db.update(mails).set({ subject: null, text: null, html: null }).where(isNotNull(mails.text));
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
