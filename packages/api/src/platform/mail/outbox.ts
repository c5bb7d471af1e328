import { mails } from "@waybill/db/mail";
import { desc, isNotNull } from "drizzle-orm";
import type { App, WorkContext } from "../../core/index.ts";
import { system, unitOfWork } from "../../core/work/unit-of-work.ts";

/** A mail in the outbox. */
export interface OutboxMail {
  id: string;
  to: string;
  subject: string | null;
  text: string | null;
  createdAt: Date;
}

/** The newest 50 mails, for the development outbox. Empty unless `MAIL_OUTBOX` is set. */
export function recentMails(app: App, requestId: string): Promise<OutboxMail[]> {
  if (!app.settings.MAIL_OUTBOX) return Promise.resolve([]);
  return unitOfWork(
    app,
    { requestId, log: app.log, user: null, actor: system },
    { readOnly: true },
    ({ context: { db } }) =>
      db
        .select({ id: mails.id, to: mails.to, subject: mails.subject, text: mails.text, createdAt: mails.createdAt })
        .from(mails)
        .where(isNotNull(mails.text))
        .orderBy(desc(mails.id))
        .limit(50),
  );
}

/** Removes the content of a disabled outbox. */
export async function emptyOutbox({ db, settings }: WorkContext): Promise<void> {
  if (settings.MAIL_OUTBOX) return;
  await db.update(mails).set({ subject: null, text: null, html: null }).where(isNotNull(mails.text));
}
