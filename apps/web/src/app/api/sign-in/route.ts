import { signInWithPassword } from "@waybill/api";
import { anyObject, readJson, refusal, refuseForNow, unreadable } from "@/server/answers.ts";
import { anonymousContextOf } from "@/server/request.ts";
import { arrived } from "@/server/sign-in-cookies.ts";

/** Signs in with email and password, up to the second factor where the account has one. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const credentials = await readJson(request, anyObject);
  if (!credentials) return unreadable(context);
  const outcome = await signInWithPassword(context, credentials);
  if (outcome.ok) return arrived(context, outcome.arrival);
  if (outcome.reason === "throttled") return refuseForNow(context, outcome.waitSeconds);
  return refusal(context, 401, outcome.reason, "This address and this password do not belong together.");
}
