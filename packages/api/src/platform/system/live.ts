import { firstIdAt } from "@waybill/db";
import { events } from "@waybill/db/core";
import type { EntityName } from "@waybill/validators";
import { desc, eq, gte } from "drizzle-orm";
import { ofTenant, readPermissionOf } from "../../core/index.ts";
import { type CheckAccess, type LiveMessage, maxWaiting } from "../../core/live/live-reader.ts";
import type { StreamAccess } from "../../core/live/stream-access.ts";
import { callerOf, internalsOf, type RequestContext } from "../../core/procedures/request.ts";
import { unitOfWork } from "../../core/work/unit-of-work.ts";

/** A message to an open page: a record has changed. */
export interface LiveChange {
  entity: EntityName;
  entityId: string | null;
  name?: string;
}

/** Events may commit out of the order of their ids: a reader that reconnects gets the events of this interval again. */
const overlapMs = 10_000;
/** The maximum difference between the clocks of the database and of the processes, which create ids. */
const clockDifferenceMs = 10 * 60_000;
/** Maximum number of missed events for a reader that reconnects. Its page has refetched all queries by then. */
const maxMissed = maxWaiting / 2;

/**
 * Streams the changes in a tenant that the reader has permission to read: first the events since `lastEventId`, then each
 * change after its commit.
 *
 * @param access the reader's access when the stream was opened.
 * @param check looks up the access again after a change of rights.
 * @param lastEventId the last event that the reader has received; null for a new reader.
 * @param signal ends the stream.
 * @throws the refusal of a request, when the reader loses access
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
      const [last] = await db
        .select({ at: events.createdAt })
        .from(events)
        .where(ofTenant(tenantId, events, eq(events.id, lastEventId)));
      if (!last) return [];
      const from = last.at.getTime() - overlapMs;
      const rows = await db
        .select({ eventId: events.id, name: events.name, entity: events.entity, entityId: events.entityId })
        .from(events)
        .where(
          ofTenant(
            tenantId,
            events,
            // Ids are in the order of time: without a range, the primary key would be read to its end.
            gte(events.id, firstIdAt(from - clockDifferenceMs)),
            gte(events.createdAt, new Date(from)),
          ),
        )
        .orderBy(desc(events.id))
        .limit(maxMissed);
      return rows.reverse().map((row) => ({ tenantId, ...row }));
    },
  );
}
