import { z } from "zod";
import { name } from "./common.ts";
import { permissions } from "./custom-roles.ts";
import { oneOf } from "./numbers.ts";

/** The lifetimes of an API key in days. */
export const apiKeyDays = [7, 30, 90, 365] as const;
export const createApiKey = z.object({
  name: name(60),
  permissions,
  expiresInDays: oneOf(apiKeyDays),
});
