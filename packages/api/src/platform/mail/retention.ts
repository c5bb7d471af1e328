import { mails } from "@waybill/db/mail";
import { and, inArray, lt, lte } from "drizzle-orm";
import { oldestIds, type Retention, type WorkContext } from "../../core/index.ts";

/** The recipients of mails. */
export const oldMails: Retention<WorkContext> = {
  name: "mails",
  title: "Log of sent emails",
  setting: "MAILS_KEEP_DAYS",
  minDays: 1,
  async remove({ db }, { before, lastId }, most) {
    const old = oldestIds(db, mails.id, and(lte(mails.id, lastId), lt(mails.createdAt, before)), most);
    const removed = await db.delete(mails).where(inArray(mails.id, old)).returning({ id: mails.id });
    return removed.length;
  },
};
