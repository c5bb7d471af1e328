import { newId, sessions, users } from "@waybill/db";
import { and, eq, gt, sql } from "drizzle-orm";
import type { App, User } from "./context.ts";
import type { Logger } from "./logger.ts";
import { asUser, userColumns } from "./run-job.ts";
import { unitOfWork } from "./unit-of-work.ts";

/** One request, before any access was checked. */
export interface RequestContext {
  app: App;
  requestId: string;
  log: Logger;
  session: { id: string; user: User } | null;
  /** The tenant that the request names: an id or a slug. */
  tenantRef: string | null;
  ip: string | null;
  userAgent: string | null;
}

const requestIdFormat = /^[A-Za-z0-9._-]{8,100}$/;

/** How old `lastSeenAt` may grow before a request writes it again. */
const seenEvery = sql`interval '1 minute'`;

/**
 * Reads everything that Waybill wants of a request, once: nothing else in the code base reads headers.
 *
 * @param headers the request's headers.
 * @param sessionId the session that the sign-in cookie names, if any; its row is checked here, so a revoked session
 *   ends with the request after.
 */
export async function createContext(app: App, headers: Headers, sessionId: string | null): Promise<RequestContext> {
  const given = headers.get("x-request-id") ?? "";
  const requestId = requestIdFormat.test(given) ? given : newId();
  const log = app.log.child({ requestId });
  const session = sessionId ? await findSession(app, requestId, log, sessionId) : null;
  const tenantRef = headers.get("x-tenant-id");
  return {
    app,
    requestId,
    log: session ? log.child({ userId: session.user.id, ...(tenantRef ? { tenant: tenantRef } : {}) }) : log,
    session,
    tenantRef,
    ip: clientAddress(app, headers),
    userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
  };
}

/** The address of the client: what the nearest proxy says, where `TRUST_PROXY` is set. */
function clientAddress(app: App, headers: Headers): string | null {
  if (!app.settings.TRUST_PROXY) return headers.get("x-real-ip") ?? null;
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? null;
}

function findSession(app: App, requestId: string, log: Logger, id: string): Promise<RequestContext["session"]> {
  return unitOfWork(app, { requestId, log, user: null }, {}, async ({ context: { db } }) => {
    const [row] = await db
      .select({ ...userColumns, stale: sql<boolean>`${sessions.lastSeenAt} < now() - ${seenEvery}` })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, id), gt(sessions.expiresAt, sql`now()`)));
    if (!row) return null;
    const { stale, ...user } = row;
    if (stale) await db.update(sessions).set({ lastSeenAt: sql`now()` }).where(eq(sessions.id, id));
    return { id, user: asUser(user) };
  });
}
