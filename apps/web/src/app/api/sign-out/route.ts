import { signOut } from "@waybill/api";
import { answer } from "@/server/answers.ts";
import { anonymousContextOf } from "@/server/request.ts";
import { noSessionCookie, sessionIdOf } from "@/server/session-cookie.ts";

/** Ends the session that the cookie names, and takes the cookie back. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const sessionId = await sessionIdOf(request.headers);
  if (sessionId) await signOut(context, sessionId);
  return answer(context, {}, { cookies: [noSessionCookie()] });
}
