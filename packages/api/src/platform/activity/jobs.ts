import { activityExport } from "@waybill/validators";
import { defineExport } from "../exports/index.ts";
import { activityColumns, activityRow } from "./columns.ts";
import { ActivityService } from "./service.ts";

const batchSize = 1000;

/** The activity as a table. */
export const exportActivity = defineExport({
  what: "activity",
  permission: "activity.export",
  input: activityExport,
  columns: activityColumns,
  async rowsAfter(ctx, filter, after) {
    const entries = await new ActivityService(ctx).exportBatch(filter, after, batchSize);
    return { rows: entries.map(activityRow), next: entries.length === batchSize ? (entries.at(-1)?.id ?? null) : null };
  },
});
