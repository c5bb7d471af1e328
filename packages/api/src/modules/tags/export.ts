import { tagExport } from "@waybill/validators/tags";
import { defineExport } from "../../platform/exports/index.ts";
import { TagService } from "./service.ts";

/** Tags as a table. */
export const exportTags = defineExport({
  what: "tags",
  permission: "tags.read",
  input: tagExport,
  columns: ["name", "color"],
  async rowsAfter(ctx) {
    const { items } = await new TagService(ctx).list();
    return { rows: items.map(({ name, color }) => ({ name, color })), next: null };
  },
});
