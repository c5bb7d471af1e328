import { activity } from "@waybill/db/core";
import { lt, lte, sql } from "drizzle-orm";
import { z } from "zod";
import {
  defineFileKind,
  defineJob,
  olderThan,
  PermanentJobError,
  type Retention,
  type TenantContext,
} from "../../core/index.ts";
import { csvOf } from "../exports/index.ts";
import { FileService, storeFile } from "../files/index.ts";
import { activityColumns, activityRow } from "./columns.ts";
import { ActivityService } from "./service.ts";

const batchSize = 1000;

/** Archived activity. It has no owner and is kept until someone removes it. */
export const activityArchive = defineFileKind({
  name: "activity.archive",
  title: "Earlier activity",
  owner: null,
  permission: "activity.export",
  // Without space for the file, the entries would stay forever.
  needed: true,
});

/**
 * Moves the entries before a moment into a file. They are removed after the file is entered under the job id. A
 * repeated run continues the removal and keeps the file.
 */
export const archiveActivity = defineJob({
  name: "activity.archive",
  title: "Archive earlier activity",
  readBy: "activity.export",
  input: z.object({ before: z.iso.datetime() }),
  timeoutSeconds: 3600,
  onGiveUp: { noDependents: "The next nightly run starts again." },
  async run(job) {
    const { id, tenant, input } = job;
    if (!tenant) throw new PermanentJobError("Activity belongs to an organisation.");
    const before = new Date(input.before);
    let written = 0;
    async function* rows() {
      yield [...activityColumns];
      let after: string | null = null;
      do {
        const entries: Awaited<ReturnType<ActivityService["exportBatch"]>> = await job.transaction((ctx) =>
          new ActivityService(ctx).exportBatch({ before }, after, batchSize),
        );
        for (const row of entries.map(activityRow)) yield activityColumns.map((column) => row[column]);
        written += entries.length;
        await job.progress(written, null, `${written.toLocaleString("en")} entries written`);
        after = entries.length === batchSize ? (entries.at(-1)?.id ?? null) : null;
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
    for (let count = batchSize; count === batchSize; removed += count) {
      count = await job.transaction((ctx) => new ActivityService(ctx).removeBefore(before, batchSize));
      await job.progress(removed, null, `${removed.toLocaleString("en")} entries removed`);
    }
    return { removed, fileId: id };
  },
});

/** The minimum number of days per file, so that there is one file a month and not one a night. */
const atOnceDays = 30;

/** The retention of a tenant's activity: queues the archiving job and removes nothing itself. */
export const oldActivity: Retention<TenantContext> = {
  name: "activity",
  title: "Activity",
  note: "About once a month, entries are written to a file before they are removed.",
  setting: "ACTIVITY_KEEP_DAYS",
  minDays: 30,
  async remove({ db, inTenant, jobs }, { days }) {
    const due = olderThan(days + atOnceDays);
    const [first] = await db
      .select({ before: sql<string>`(now() - make_interval(days => ${days}))::text` })
      .from(activity)
      .where(inTenant(activity, lte(activity.id, due.lastId), lt(activity.createdAt, due.before)))
      .limit(1);
    if (!first) return 0;
    await jobs.enqueue(archiveActivity, { before: new Date(first.before).toISOString() }, { uniqueKey: "archive" });
    return 0;
  },
};
