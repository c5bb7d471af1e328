import { z } from "zod";
import { byId, id, name } from "./common.ts";
import { exportFormat } from "./exports.ts";

export const tagColors = ["grey", "red", "orange", "amber", "green", "teal", "blue", "violet", "pink"] as const;
export type TagColor = (typeof tagColors)[number];

export const createTag = z.object({ name: name(40), color: z.enum(tagColors) });
export const updateTag = createTag.extend({ id });
export const tagExport = z.object({ format: exportFormat });
export const deleteTag = byId;
