import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), name: z.string() });

export const tagCreated = defineEvent("tag.created", { entity: "tag", payload });
export const tagUpdated = defineEvent("tag.updated", { entity: "tag", payload });
export const tagDeleted = defineEvent("tag.deleted", { entity: "tag", payload });
