import { activity } from "@waybill/db/core";
import { lt, lte, sql } from "drizzle-orm";
import { z } from "zod";
import {
  defineFileKind,
  defineJob,
  JobRefused,
  olderThan,
  type Retention,
  type TenantContext,
} from "../../core/index.ts";
import { csvOf } from "../exports/index.ts";
import { FileService, storeFile } from "../files/index.ts";
import { activityColumns, activityRow } from "./columns.ts";
import { ActivityService } from "./service.ts";

const pieceSize = 1000;

/** The activity of earlier times. It belongs to nothing that ends: it is kept until somebody removes it. */
export const activityArchive = defineFileKind({
  name: "activity.archive",
  title: "Earlier activity",
  owner: null,
  permission: "activity.export",
  // Where there is no room, the entries would stay for ever.
  needed: true,
});

/**
 * Moves the entries from before a moment into a file. They are removed once the file is entered, which has the job's id:
 * run again, the job goes on with what is left to remove, and leaves the file as it is.
 */
export const archiveActivity = defineJob({
  name: "activity.archive",
  title: "Archive earlier activity",
  readBy: "activity.export",
  input: z.object({ before: z.iso.datetime() }),
  timeoutSeconds: 3600,
  onGiveUp: { nothingWaits: "The next nightly run starts again." },
  async handler(job) {
    const { id, tenant, input } = job;
    if (!tenant) throw new JobRefused("Activity belongs to an organisation.");
    const before = new Date(input.before);
    let written = 0;
    async function* rows() {
      yield [...activityColumns];
      let after: string | null = null;
      do {
        const entries: Awaited<ReturnType<ActivityService["piece"]>> = await job.transaction((ctx) =>
          new ActivityService(ctx).piece({ before }, after, pieceSize),
        );
        for (const row of entries.map(activityRow)) yield activityColumns.map((column) => row[column]);
        written += entries.length;
        await job.progress(written, null, `${written.toLocaleString("en")} entries written`);
        after = entries.length === pieceSize ? (entries.at(-1)?.id ?? null) : null;
      } while (after !== null);
    }
    const known = await job.transaction((ctx) => new FileService(ctx).known([id]));
    if (!known.has(id)) {
      const name = `activity-until-${input.before.slice(0, 10)}-${tenant.slug}.csv`;
      const file = { ownerId: null, name, contentType: "text/csv" };
      const stored = await storeFile(job, activityArchive, file, () => csvOf(rows()));
      await job.transaction((ctx) => new FileService(ctx).enter(activityArchive, stored));
    }
    let removed = 0;
    for (let piece = pieceSize; piece === pieceSize; removed += piece) {
      piece = await job.transaction((ctx) => new ActivityService(ctx).removeBefore(before, pieceSize));
      await job.progress(removed, null, `${removed.toLocaleString("en")} entries removed`);
    }
    return { removed, fileId: id };
  },
});

/** How many days' entries are moved together, so that there is a file a month and not one a night. */
const atOnceDays = 30;

/** The activity of a tenant: queues the job that moves it into a file, and removes nothing itself. */
export const oldActivity: Retention<TenantContext> = {
  name: "activity",
  title: "Activity",
  note: "About once a month, entries are written to a file before they are removed.",
  setting: "ACTIVITY_KEEP_DAYS",
  fewestDays: 30,
  async remove({ db, own, jobs }, { days }) {
    const due = olderThan(days + atOnceDays);
    const [first] = await db
      .select({ before: sql<string>`(now() - make_interval(days => ${days}))::text` })
      .from(activity)
      .where(own(activity, lte(activity.id, due.lastId), lt(activity.createdAt, due.before)))
      .limit(1);
    if (!first) return 0;
    await jobs.enqueue(archiveActivity, { before: new Date(first.before).toISOString() }, { uniqueKey: "archive" });
    return 0;
  },
};
