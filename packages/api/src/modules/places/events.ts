import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), code: z.string(), name: z.string() });

export const placeCreated = defineEvent("place.created", { entity: "place", payload });
export const placeUpdated = defineEvent("place.updated", { entity: "place", payload });
export const placesImported = defineEvent("place.imported", { entity: "place", payload: z.object({}) });
