import { signOut } from "@waybill/api";
import { answer, signInRoute } from "@/server/answers.ts";
import { noSessionCookie, sessionIdOf } from "@/server/session-cookie.ts";

/** Ends the session that the cookie names, and takes the cookie back. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const sessionId = await sessionIdOf(request.headers);
  if (sessionId) await signOut(context, sessionId);
  return answer(context, {}, [noSessionCookie()]);
});
