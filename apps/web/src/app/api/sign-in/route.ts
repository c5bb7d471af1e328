import { signInWithPassword } from "@waybill/api";
import { answer, anyObject, readJson, refusal, unreadable } from "@/server/answers.ts";
import { anonymousContextOf } from "@/server/request.ts";
import { sessionCookie } from "@/server/session-cookie.ts";

/** What a sign-in was refused with: the HTTP status and the words. */
const refusals = {
  invalid: [401, "This address and this password do not belong together."],
  unverified: [403, "Confirm your address first: we have just sent you a new link."],
  throttled: [429, "Too many tries. Wait a quarter of an hour, then try again."],
} as const;

/** Signs in with email and password. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const credentials = await readJson(request, anyObject);
  if (!credentials) return unreadable(context);
  const outcome = await signInWithPassword(context, credentials);
  if (!outcome.ok) return refusal(context, refusals[outcome.reason][0], outcome.reason, refusals[outcome.reason][1]);
  return answer(context, {}, { cookies: [await sessionCookie(outcome.sessionId)] });
}
