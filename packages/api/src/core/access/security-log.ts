import { createHmac } from "node:crypto";
import type { TRPCError } from "@trpc/server";
import type { Settings } from "@waybill/config";
import { derivedKey } from "./derived-keys.ts";
import { networkOf } from "./network.ts";

// Log lines for security monitoring have the field `security`: docs/security/logging.md.

/**
 * Categories:
 * - `access`: refused or unknown.
 * - `input`: malformed, as no page of ours sends it.
 * - `limit`: too many or too much.
 * - `sign-in`: a failed authentication.
 */
type SecurityMark = "access" | "input" | "limit" | "sign-in";

const marks: { readonly [_ in TRPCError["code"]]?: SecurityMark } = {
  UNAUTHORIZED: "access",
  FORBIDDEN: "access",
  NOT_FOUND: "access",
  BAD_REQUEST: "input",
  PARSE_ERROR: "input",
  METHOD_NOT_SUPPORTED: "input",
  UNSUPPORTED_MEDIA_TYPE: "input",
  PAYLOAD_TOO_LARGE: "limit",
  TOO_MANY_REQUESTS: "limit",
};

/** Log fields of a refusal: its code and, with a category, the network. @param ip the address of the request */
export function refusalFields(code: TRPCError["code"], ip: string | null) {
  const security = marks[code];
  return { code, ...(security ? { security, network: networkOf(ip) } : {}) };
}

/** Log fields of a failed authentication. @param ip the IP address of the request */
export function failedProofFields(ip: string | null): { security: SecurityMark; network: string } {
  return { security: "sign-in", network: networkOf(ip) };
}

/**
 * The pseudonym of an email address in the log: keyed, so that it cannot be reversed without the installation's secret. It
 * tells attempts at one account from attempts at many.
 */
export function emailPseudonym(settings: Pick<Settings, "AUTH_SECRET">, email: string): string {
  return createHmac("sha256", derivedKey(settings, "addresses in logs")).update(email).digest("base64url").slice(0, 16);
}
