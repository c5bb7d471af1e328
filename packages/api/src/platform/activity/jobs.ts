import { Readable } from "node:stream";
import { activityExport } from "@waybill/validators";
import { stringify } from "csv-stringify";
import { defineFileKind, defineJob } from "../../core/index.ts";
import { FileService, storeFile } from "../files/index.ts";
import { ActivityService } from "./service.ts";

/** Everything that was done, as a table. */
export const activityExportFile = defineFileKind({
  ...{ name: "activity.export", title: "Export of the activity", owner: "job", permission: "activity.export" },
});

const pieceSize = 1000;

/** Writes a filter's entries into a CSV, a piece at a time. Run twice, it writes the same file, named by the job's id. */
export const exportActivity = defineJob({
  name: "activity.export",
  title: "Export the activity",
  readBy: "activity.export",
  input: activityExport,
  timeoutSeconds: 1800,
  onGiveUp: { nothingWaits: "Who asked for it looks at the job's page." },
  async handler(job) {
    const { tenant, input, id } = job;
    if (!tenant) throw new Error("An export belongs to a tenant.");
    const total = await job.transaction((ctx) => new ActivityService(ctx).count(input));
    let rows = 0;
    async function* pieces() {
      const read = (after: string | null) =>
        job.transaction((ctx) => new ActivityService(ctx).piece(input, after, pieceSize));
      for (let piece = await read(null); ; piece = await read(piece.at(-1)?.id ?? null)) {
        for (const { before, after: now, createdAt, ...row } of piece) {
          const change = { before: before ? JSON.stringify(before) : "", after: now ? JSON.stringify(now) : "" };
          yield { at: createdAt.toISOString(), ...row, ...change };
        }
        rows += piece.length;
        await job.progress(rows, total, `${rows} of ${total} entries`);
        if (piece.length < pieceSize) return;
      }
    }
    const columns = [
      "at",
      "userName",
      "actor",
      "actorName",
      "summary",
      "action",
      "entity",
      "entityId",
      "before",
      "after",
      "ip",
      "requestId",
      "id",
    ];
    const csv = () => Readable.from(pieces()).compose(stringify({ header: true, columns, escape_formulas: true }));
    const about = { ownerId: id, name: `activity-${tenant.slug}.csv`, contentType: "text/csv" };
    const file = await storeFile(job, activityExportFile, about, csv);
    await job.transaction((ctx) => new FileService(ctx).enter(activityExportFile, file));
    return { rows, fileId: id };
  },
});
