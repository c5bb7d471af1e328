import { signInWithSecondFactor } from "@waybill/api";
import { anyObject, readJson, unreadable } from "@/server/answers.ts";
import { proved } from "@/server/proofs.ts";
import { anonymousContextOf } from "@/server/request.ts";
import { ticketOf } from "@/server/sign-in-cookies.ts";

const wrongCode = "This code is wrong, or was used already.";
const wrongPasskey = "This passkey did not work. Try again, or use a code.";

/** Goes on with a sign-in by its second factor: a code, or what a passkey has signed. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const proof = await readJson(request, anyObject);
  if (!proof) return unreadable(context);
  const outcome = await signInWithSecondFactor(context, ticketOf(request.headers), proof);
  return proved(context, outcome, "passkey" in proof ? wrongPasskey : wrongCode);
}
