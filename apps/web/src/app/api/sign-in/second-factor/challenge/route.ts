import { secondFactorChallenge } from "@waybill/api";
import { answer } from "@/server/answers.ts";
import { noTicket } from "@/server/proofs.ts";
import { anonymousContextOf } from "@/server/request.ts";
import { ticketOf } from "@/server/sign-in-cookies.ts";

/** What the browser needs to have a passkey sign, as the second factor of a sign-in. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const options = await secondFactorChallenge(context, ticketOf(request.headers));
  return options ? answer(context, { options }) : noTicket(context);
}
