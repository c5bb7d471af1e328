import { passkeyChallenge } from "@waybill/api";
import { answer } from "@/server/answers.ts";
import { anonymousContextOf } from "@/server/request.ts";
import { challengeCookie } from "@/server/sign-in-cookies.ts";

/** What the browser needs to sign in with a passkey alone. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const { secret, options } = await passkeyChallenge(context);
  return answer(context, { options }, { cookies: [challengeCookie(secret)] });
}
