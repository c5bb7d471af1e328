import { parcelSteps, parcels } from "@waybill/db/parcels";
import { users } from "@waybill/db/users";
import { desc, eq } from "drizzle-orm";
import { type EventDefinition, type FieldChanges, isSystem, requireRow, type TenantContext } from "../../core/index.ts";

/** The kind of a step, as the database keeps it. */
export type StepKind = (typeof parcelSteps.$inferInsert)["kind"];

/** The steps of a parcel, newest first. @throws NOT_FOUND */
export async function timeline({ db, inTenant }: TenantContext, id: string) {
  const parcel = db
    .select({ id: parcels.id })
    .from(parcels)
    .where(inTenant(parcels, eq(parcels.id, id)));
  requireRow(await parcel, "parcel");
  const rows = await db
    .select({
      id: parcelSteps.id,
      kind: parcelSteps.kind,
      detail: parcelSteps.detail,
      at: parcelSteps.createdAt,
      bySystem: parcelSteps.bySystem,
      userName: users.name,
    })
    .from(parcelSteps)
    .leftJoin(users, eq(users.id, parcelSteps.userId))
    .where(inTenant(parcelSteps, eq(parcelSteps.parcelId, id)))
    .orderBy(desc(parcelSteps.createdAt), desc(parcelSteps.id));
  return { items: rows, nextCursor: null };
}

/** The rows of timeline steps, with the caller as their actor. */
export function stepsOf(
  { user, actor }: TenantContext,
  parcelId: string,
  kinds: readonly StepKind[],
  detail: string | null = null,
) {
  const step = { parcelId, detail, userId: user?.id ?? null, bySystem: isSystem(actor) };
  return kinds.map((kind) => ({ ...step, kind }));
}

/**
 * Adds a step to the timeline of a parcel.
 *
 * @param detail the text below the step, such as a reason or a tracking number.
 * @param event the event to publish, with the reference of the parcel and the changed fields.
 */
export async function addStep(
  ctx: TenantContext,
  parcelId: string,
  kind: StepKind,
  detail: string | null = null,
  event?: {
    definition: EventDefinition<{ id: string; reference: string }>;
    reference: string;
    change?: FieldChanges;
  },
): Promise<void> {
  const { db, hub, tenant } = ctx;
  const steps = stepsOf(ctx, parcelId, [kind], detail);
  await db.insert(parcelSteps).values(steps.map((step) => ({ tenantId: tenant.id, ...step })));
  if (event) await hub.publish(event.definition, { id: parcelId, reference: event.reference }, event.change);
}
