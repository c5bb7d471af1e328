import { mails } from "@waybill/db/mail";
import { and, asc, inArray, lt, lte } from "drizzle-orm";
import type { Retention, WorkContext } from "../../core/index.ts";

/** Who got which mail. */
export const oldMails: Retention<WorkContext> = {
  name: "mails",
  title: "The list of mails that were sent",
  setting: "MAILS_KEEP_DAYS",
  fewestDays: 1,
  async remove({ db }, { before, lastId }, most) {
    const old = db
      .select({ id: mails.id })
      .from(mails)
      .where(and(lte(mails.id, lastId), lt(mails.createdAt, before)))
      .orderBy(asc(mails.id))
      .limit(most);
    const removed = await db.delete(mails).where(inArray(mails.id, old)).returning({ id: mails.id });
    return removed.length;
  },
};
