import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), sku: z.string(), name: z.string() });

export const itemCreated = defineEvent("item.created", { entity: "item", payload });
export const itemUpdated = defineEvent("item.updated", { entity: "item", payload });
export const itemArchived = defineEvent("item.archived", { entity: "item", payload });
export const itemRestored = defineEvent("item.restored", { entity: "item", payload });
export const itemsImported = defineEvent("item.imported", { entity: "item", payload: z.object({}) });
