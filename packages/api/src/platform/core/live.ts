import { events } from "@waybill/db";
import type { EntityName } from "@waybill/validators";
import { asc, eq, gt, sql } from "drizzle-orm";
import { type Membership, ofTenant } from "../../core/index.ts";
import { originOf } from "../../core/procedures.ts";
import { innerOf, type RequestContext } from "../../core/request.ts";
import { unitOfWork } from "../../core/unit-of-work.ts";

/** What an open page is told: that something changed. */
export interface Change {
  entity: EntityName;
  entityId: string | null;
  name?: string;
}

/** What is shown with something else is read with its permission. */
const shownWith: Partial<Record<EntityName, string>> = {
  schedule: "jobs.read",
  member: "tenants.read",
  invitation: "tenants.read",
  presence: "tenants.read",
  user: "tenants.read",
};

/** A resource is named with the plural of its entity. */
const readPermission = (entity: EntityName) => shownWith[entity] ?? `${entity}s.read`;

/** Events may commit a little out of the order of their ids: a reader that comes back gets this much twice. */
const overlap = sql`interval '10 seconds'`;

/**
 * The changes in a tenant that the member may know of: first those since `lastEventId`, then each as it is committed,
 * until `signal` aborts.
 */
export async function* changes(
  request: RequestContext,
  membership: Pick<Membership, "tenant" | "permissions">,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<{ id: string | null; change: Change }> {
  const readable = ({ entity }: Change) => membership.permissions.has(readPermission(entity));
  const messages = await innerOf(request).app.live.follow(membership.tenant.id, signal);
  for (const missed of lastEventId ? await since(request, membership.tenant.id, lastEventId) : []) {
    if (readable(missed.change)) yield missed;
  }
  for await (const { eventId, entity, entityId, name } of messages) {
    const change: Change = { entity, entityId, ...(name ? { name } : {}) };
    if (readable(change)) yield { id: eventId ?? null, change };
  }
}

function since(request: RequestContext, tenantId: string, lastEventId: string) {
  return unitOfWork(
    innerOf(request).app,
    originOf(request),
    { tenantId, readOnly: true },
    async ({ context: { db } }) => {
      const last = db
        .select({ at: events.createdAt })
        .from(events)
        .where(ofTenant(tenantId, events, eq(events.id, lastEventId)));
      const rows = await db
        .select({ id: events.id, name: events.name, entity: events.entity, entityId: events.entityId })
        .from(events)
        .where(ofTenant(tenantId, events, gt(events.createdAt, sql`(${last}) - ${overlap}`)))
        .orderBy(asc(events.id));
      return rows.map(({ id, ...change }) => ({ id, change }));
    },
  );
}
