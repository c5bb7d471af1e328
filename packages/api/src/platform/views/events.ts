import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), name: z.string() });

// Only for shared views: private ones stay private.

export const viewShared = defineEvent("view.shared", {
  entity: "view",
  payload,
  summary: ({ name }) => `shared the view ${name}`,
});
export const viewUpdated = defineEvent("view.updated", {
  entity: "view",
  payload,
  summary: ({ name }) => `changed the view ${name}`,
});
export const viewWithdrawn = defineEvent("view.withdrawn", {
  entity: "view",
  payload,
  summary: ({ name }) => `stopped sharing the view ${name}`,
});

/** The events of this module. */
export const published = [viewShared, viewUpdated, viewWithdrawn];
