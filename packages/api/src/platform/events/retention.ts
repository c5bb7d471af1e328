import { sql } from "drizzle-orm";
import type { Retention, TenantContext } from "../../core/index.ts";

/** Events without unfinished handler jobs, which may be retried. */
export const oldEvents: Retention<TenantContext> = {
  name: "events",
  title: "Events",
  setting: "EVENTS_KEEP_DAYS",
  minDays: 7,
  async remove({ db }, { before, lastId }, most) {
    const rows = await db.execute(sql`select from remove_old_events(${before}, ${lastId}, ${most})`);
    return rows.length;
  },
};
