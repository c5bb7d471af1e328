import { answer, signInRoute } from "@/server/answers.ts";
import { api } from "@/server/api.ts";
import { noSessionCookie, sessionIdOf } from "@/server/session-cookie.ts";

/**
 * What a browser throws away: every answer and every page that it keeps. Its storage holds the look of the pages and
 * nothing of anybody's data, and its other cookie is what it is known by.
 */
const cleared = { "clear-site-data": '"cache"' };

/** Ends the session that the cookie names, takes the cookie back, and has the browser forget what it was shown. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const sessionId = await sessionIdOf(request.headers);
  if (sessionId) await api().signOut(context, sessionId);
  return answer(context, {}, [noSessionCookie()], cleared);
});
