import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), code: z.string(), name: z.string() });

export const placeCreated = defineEvent("place.created", {
  entity: "place",
  payload,
  summary: ({ code, name }) => `created the place ${code}, ${name}`,
});
export const placeUpdated = defineEvent("place.updated", {
  entity: "place",
  payload,
  summary: ({ code }) => `changed the place ${code}`,
});
export const placeDeleted = defineEvent("place.deleted", {
  entity: "place",
  payload,
  summary: ({ code, name }) => `deleted the place ${code}, ${name}`,
});
export const placesImported = defineEvent("place.imported", {
  entity: "place",
  payload: z.object({}),
  summary: () => "finished an import of places",
});

/** The events of this module. */
export const published = [placeCreated, placeUpdated, placeDeleted, placesImported];
