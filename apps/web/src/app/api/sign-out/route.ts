import { api } from "@/server/api.ts";
import { noSessionCookie, sessionIdOf } from "@/server/session-cookie.ts";
import { jsonResponse, signInRoute } from "@/server/sign-in-route.ts";

/**
 * The browser clears its cache of responses and pages. Its storage has display settings and
 * no data of tenants, and its other cookie identifies the browser.
 */
const cleared = { "clear-site-data": '"cache"' };

/** Ends the session of the cookie, removes the cookie, and clears the browser's cache. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const sessionId = await sessionIdOf(request.headers);
  if (sessionId) await api().signOut(context, sessionId);
  return jsonResponse(context, {}, [noSessionCookie()], cleared);
});
