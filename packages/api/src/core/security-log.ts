import { createHmac } from "node:crypto";
import type { TRPCError } from "@trpc/server";
import type { Settings } from "@waybill/config";
import { keyFor } from "./keys.ts";
import { networkOf } from "./network.ts";

// What whoever watches the logs looks for: lines with a mark in `security`. docs/security/logging.md lists the marks.

/**
 * Why a line is of interest:
 *
 * - `access`: somebody was kept from what is not theirs, or is not there.
 * - `input`: something was sent that no page of ours sends.
 * - `limit`: something was sent too often, or too much at a time.
 * - `sign-in`: somebody was not who they said, or could not prove it.
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

/** What the log has of a refusal: its code, and with a mark the network that it went to. @param ip where the request came from */
export function refusalFields(code: TRPCError["code"], ip: string | null) {
  const security = marks[code];
  return { code, ...(security ? { security, network: networkOf(ip) } : {}) };
}

/** What the log has of a try to prove who somebody is that failed. @param ip where it came from */
export function failedProofFields(ip: string | null): { security: SecurityMark; network: string } {
  return { security: "sign-in", network: networkOf(ip) };
}

/**
 * What stands in the log for an address: the same for the same address, and no way back to it without the installation's
 * secret. So that guesses at one account can be told from guesses at many.
 */
export function nameInLog(settings: Pick<Settings, "AUTH_SECRET">, email: string): string {
  return createHmac("sha256", keyFor(settings, "addresses in logs")).update(email).digest("base64url").slice(0, 16);
}
