import { activityExport } from "@waybill/validators";
import { defineExport } from "../exports/index.ts";
import { ActivityService } from "./service.ts";

const pieceSize = 1000;

/** Everything that was done, as a table. */
export const exportActivity = defineExport({
  what: "activity",
  permission: "activity.export",
  input: activityExport,
  columns: [
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
  ],
  async piece(ctx, filter, after) {
    const entries = await new ActivityService(ctx).piece(filter, after, pieceSize);
    const rows = entries.map(({ before, after: now, createdAt, ...row }) => ({
      ...row,
      ...{ at: createdAt.toISOString(), before: before && JSON.stringify(before), after: now && JSON.stringify(now) },
    }));
    return { rows, next: entries.length === pieceSize ? (entries.at(-1)?.id ?? null) : null };
  },
});
