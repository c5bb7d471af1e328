import { knownDevices, sessions } from "@waybill/db/auth";
import { throttles } from "@waybill/db/core";
import { mailLinks, mails } from "@waybill/db/mail";
import { isNotNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, defineSchedule } from "../../core/index.ts";

/**
 * Removes what nobody can use any more: sessions, mailed links and browsers that have expired, counts that nobody
 * remembers, and what an outbox has kept that is switched off. Run twice, it finds nothing.
 */
export const cleanUp = defineJob({
  name: "jobs.cleanUp",
  title: "Remove what has expired",
  ofInstallation: true,
  input: z.object({}),
  onGiveUp: { nothingWaits: "The next night finds what is left." },
  handler: ({ globalTransaction }) =>
    globalTransaction(async ({ db, settings }) => {
      await db.delete(sessions).where(lt(sessions.expiresAt, sql`now() - interval '1 day'`));
      await db.delete(mailLinks).where(lt(mailLinks.expiresAt, sql`now() - interval '1 day'`));
      await db.delete(knownDevices).where(lt(knownDevices.expiresAt, sql`now()`));
      // By then every limit has forgotten all that it remembered.
      await db.delete(throttles).where(lt(throttles.countedAt, sql`now() - interval '1 week'`));
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
