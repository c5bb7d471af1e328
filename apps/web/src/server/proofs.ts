import type { Proof, RequestContext } from "@waybill/api";
import { refusal, refuseForNow } from "./answers.ts";
import { signedIn } from "./sign-in-cookies.ts";

const tooLate = "This sign-in took too long, or was tried too often. Begin again.";

/** Answers how the proof of a second factor, or of a passkey alone, ended. @param invalid what to say where it is wrong */
export function proved(context: RequestContext, proof: Proof, invalid: string): Promise<Response> | Response {
  if (proof.ok) return signedIn(context, proof.sessionId);
  if (proof.reason === "expired") return refusal(context, 410, "expired", tooLate);
  if (proof.reason === "throttled") return refuseForNow(context, proof.waitSeconds);
  return refusal(context, 401, "invalid", invalid);
}

/** The answer where there is no ticket to go on with. */
export const noTicket = (context: RequestContext): Response => refusal(context, 410, "expired", tooLate);
