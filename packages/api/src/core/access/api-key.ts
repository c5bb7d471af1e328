import { createHash } from "node:crypto";
import type { App } from "../context.ts";
import type { Logger } from "../monitoring/logger.ts";
import { system, unitOfWork } from "../work/unit-of-work.ts";
import type { ApiKeyCaller } from "./identity.ts";
import { networkOf } from "./network.ts";
import { admit, type RateLimit } from "./rate-limit.ts";

/** `wb_`, the tenant's id without hyphens, and the secret. The prefix lets scanners find leaked keys. */
const format = /^Bearer (wb_[0-9a-f]{32}_[A-Za-z0-9_-]{43})$/;

/** The API key of a request; null without a well-formed one. */
export const apiKeyIn = (headers: Headers): string | null => headers.get("authorization")?.match(format)?.[1] ?? null;

/** The stored hash of an API key. */
export const hashApiKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/** The tenant's id in an API key. */
function tenantOfApiKey(key: string): string {
  return key.slice(3, 35).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Rate limit of unknown API keys by network. Valid keys are looked up first and are not limited. */
const unknownApiKeyLimit: RateLimit = { burst: 20, expirySeconds: 60, firstSeconds: 60, maxSeconds: 3600 };

/** Looks up an API key. @returns the API key; if it is unknown, the seconds that its network has to wait, or 0 */
export function findApiKey(
  app: App,
  requestId: string,
  log: Logger,
  key: string,
  ip: string | null,
): Promise<ApiKeyCaller | number> {
  const tenantId = tenantOfApiKey(key);
  return unitOfWork(app, { requestId, log, user: null, actor: system }, { tenantId }, async ({ context }) => {
    const found = await app.identity.apiKey(context, { tenantId, hash: hashApiKey(key) }, ip);
    if (found) return found;
    const admission = await admit(context, [{ key: `key ${networkOf(ip)}`, ...unknownApiKeyLimit }]);
    return admission.ok ? 0 : admission.waitSeconds;
  });
}
