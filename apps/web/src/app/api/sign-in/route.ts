import { signInWithPassword } from "@waybill/api";
import { anyObject, readJson, refusal, unreadable } from "@/server/answers.ts";
import { anonymousContextOf } from "@/server/request.ts";
import { arrived } from "@/server/sign-in-cookies.ts";

/** What a sign-in is refused with: the HTTP status and the words. */
const refusals = {
  invalid: [401, "This address and this password do not belong together."],
  unverified: [403, "Confirm your address first: we have just sent you a new link."],
  throttled: [429, "Too many tries. Wait a quarter of an hour, then try again."],
} as const;

/** Signs in with email and password, up to the second factor where the account has one. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const credentials = await readJson(request, anyObject);
  if (!credentials) return unreadable(context);
  const outcome = await signInWithPassword(context, credentials);
  if (outcome.ok) return arrived(context, outcome.arrival);
  const [status, message] = refusals[outcome.reason];
  return refusal(context, status, outcome.reason, message);
}
