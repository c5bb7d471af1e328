import { tags } from "@waybill/db/tags";
import { createTag, updateTag } from "@waybill/validators/tags";
import { type ConstraintTable, checked, type Target, unique } from "../../core/index.ts";

/** The target of references to tags. */
export const toTag: Target = { entity: "tag", table: tags };

const nameTaken = {
  entity: "tag",
  ignoreCase: true,
  message: (name: string) => `A tag named ${name} already exists.`,
} as const;

export const createTagInput = checked(createTag, [unique(tags.name, "name", nameTaken)]);
export const updateTagInput = checked(updateTag, [unique(tags.name, "name", { ...nameTaken, except: "id" })]);

export const tagConstraints: ConstraintTable = {
  tags_name_key: { path: ["name"], code: "taken", entity: "tag", message: "A tag with this name already exists." },
};
