import { mails } from "@waybill/db";
import { desc } from "drizzle-orm";
import type { App } from "../../core/index.ts";
import { system, unitOfWork } from "../../core/unit-of-work.ts";

/** The newest 50 mails, for the development outbox. Empty unless `MAIL_OUTBOX` is set. */
export function recentMails(app: App, requestId: string): Promise<(typeof mails.$inferSelect)[]> {
  if (!app.settings.MAIL_OUTBOX) return Promise.resolve([]);
  return unitOfWork(
    app,
    { requestId, log: app.log, user: null, actor: system },
    { readOnly: true },
    ({ context: { db } }) => db.select().from(mails).orderBy(desc(mails.id)).limit(50),
  );
}
