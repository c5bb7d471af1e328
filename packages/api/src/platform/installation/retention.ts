import { sql } from "drizzle-orm";
import type { Retention, WorkContext } from "../../core/index.ts";

/**
 * The installation activity. It belongs to no organisation that could store it as a file: removed entries go to the
 * log.
 */
export const oldInstallationActivity: Retention<WorkContext> = {
  name: "installationActivity",
  title: "Installation activity",
  setting: "ACTIVITY_KEEP_DAYS",
  minDays: 30,
  async remove({ db, log }, { before, lastId }, most) {
    const rows = await db.execute(sql`select * from remove_old_installation_activity(${before}, ${lastId}, ${most})`);
    for (const entry of rows) log.info({ entry }, "an entry of the installation activity was removed");
    return rows.length;
  },
};
