import { z } from "zod";
import { byId, id, name } from "./common.ts";
import { entity } from "./entity.ts";
import { exportFormat } from "./exports.ts";
import { version } from "./numbers.ts";

/** The entities of this module. */
export const entities = [entity({ name: "tag", plural: "tags" })] as const;

export const tagColors = ["grey", "red", "orange", "amber", "green", "teal", "blue", "violet", "pink"] as const;
export type TagColor = (typeof tagColors)[number];

export const createTag = z.object({ name: name(40), color: z.enum(tagColors) });
/** Omitted fields stay unchanged. */
export const updateTag = createTag.partial().extend({ id, version });
export const tagExport = z.object({ format: exportFormat });
export const deleteTag = byId;
