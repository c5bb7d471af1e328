import type { Proof, RequestContext } from "@waybill/api";
import { api } from "./api.ts";
import { sessionResponse } from "./sign-in-cookies.ts";

/**
 * The response to the proof of a second factor, or of only a passkey.
 *
 * @param invalid the message for a wrong proof.
 * @throws UNAUTHORIZED, PRECONDITION_FAILED, TOO_MANY_REQUESTS
 */
export function proofResponse(context: RequestContext, proof: Proof, invalid: string): Promise<Response> {
  if (proof.ok) return sessionResponse(context, proof.sessionId);
  if (proof.reason === "expired") refuseExpired();
  if (proof.reason === "throttled") api().refuseForNow(proof.waitSeconds, "Too many attempts.");
  throw new (api().TRPCError)({ code: "UNAUTHORIZED", message: invalid });
}

/** Refuses a sign-in whose ticket has expired. @throws PRECONDITION_FAILED */
export function refuseExpired(): never {
  const message = "This sign-in has expired or failed too often. Sign in again.";
  throw new (api().TRPCError)({ code: "PRECONDITION_FAILED", message });
}
