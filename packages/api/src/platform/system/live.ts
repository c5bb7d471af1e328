import { events } from "@waybill/db/core";
import type { EntityName } from "@waybill/validators";
import { desc, eq, gt, sql } from "drizzle-orm";
import { ofTenant, readPermissionOf } from "../../core/index.ts";
import { type CheckAccess, type LiveMessage, maxWaiting } from "../../core/live.ts";
import { callerOf, internalsOf, type RequestContext } from "../../core/request.ts";
import type { StreamAccess } from "../../core/stream-access.ts";
import { unitOfWork } from "../../core/unit-of-work.ts";

/** What an open page is told: that something changed. */
export interface LiveChange {
  entity: EntityName;
  entityId: string | null;
  name?: string;
}

/** Events may commit a little out of the order of their ids: a reader that comes back gets this much twice. */
const overlap = sql`interval '10 seconds'`;
/** The most that a reader catches up with. One that was away for longer reads everything anew anyway. */
const mostMissed = maxWaiting / 2;

/**
 * The changes in a tenant that the reader may know of: first those since `lastEventId`, then each as it is committed,
 * until `signal` aborts.
 *
 * @param access who reads, as found when the stream was opened.
 * @param check finds it again, whenever it may have changed.
 * @throws what a request would be refused with, as soon as the reader may read nothing any more
 */
export async function* changes(
  request: RequestContext,
  access: StreamAccess,
  check: CheckAccess,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<{ id: string | null; change: LiveChange }> {
  let current = access;
  const checkAgain = async () => {
    current = await check();
    return current;
  };
  const missed = async () => (lastEventId ? since(request, access.tenantId, lastEventId) : []);
  const messages = await internalsOf(request).app.live.follow(access, checkAgain, signal, missed);
  for await (const { eventId, entity, entityId, name } of messages) {
    const change: LiveChange = { entity, entityId, ...(name ? { name } : {}) };
    if (current.permissions.has(readPermissionOf(entity))) yield { id: eventId ?? null, change };
  }
}

function since(request: RequestContext, tenantId: string, lastEventId: string): Promise<LiveMessage[]> {
  return unitOfWork(
    internalsOf(request).app,
    callerOf(request),
    { tenantId, readOnly: true },
    async ({ context: { db } }) => {
      const last = db
        .select({ at: events.createdAt })
        .from(events)
        .where(ofTenant(tenantId, events, eq(events.id, lastEventId)));
      const rows = await db
        .select({ eventId: events.id, name: events.name, entity: events.entity, entityId: events.entityId })
        .from(events)
        .where(ofTenant(tenantId, events, gt(events.createdAt, sql`(${last}) - ${overlap}`)))
        .orderBy(desc(events.id))
        .limit(mostMissed);
      return rows.reverse().map((row) => ({ tenantId, ...row }));
    },
  );
}
