import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), name: z.string() });

export const apiKeyCreated = defineEvent("apiKey.created", {
  entity: "apiKey",
  payload,
  summary: ({ name }) => `created the API key ${name}`,
});
export const apiKeyRevoked = defineEvent("apiKey.revoked", {
  entity: "apiKey",
  payload,
  summary: ({ name }) => `revoked the API key ${name}`,
});

/** The events of this module. */
export const published = [apiKeyCreated, apiKeyRevoked];
