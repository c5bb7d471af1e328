import { signInWithLink } from "@waybill/api";
import { anyObject, readJson, refusal, unreadable } from "@/server/answers.ts";
import { anonymousContextOf } from "@/server/request.ts";
import { arrived } from "@/server/sign-in-cookies.ts";

/** Signs in with a link that was mailed, up to the second factor where the account has one. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const input = await readJson(request, anyObject);
  if (!input) return unreadable(context);
  const outcome = await signInWithLink(context, input);
  if (outcome.ok) return arrived(context, outcome.arrival);
  return refusal(context, 401, outcome.reason, "This link was used already or is too old. Ask for a new one.");
}
