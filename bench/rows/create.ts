import { type JobDefinition, onEvent, parcelCreated } from "@waybill/api/bench";
import { newId } from "@waybill/db";
import postgres from "postgres";
import { type Row, rate } from "../measure.ts";
import type { World } from "../world.ts";

const lineCount = 5;
let counter = 0;

/** Two handlers of `parcel.created` that run as jobs, so that creating a parcel queues two. */
const handlers = ["bench.first", "bench.second"].map((name) =>
  onEvent(parcelCreated, name, async () => {}, { onGiveUp: { noDependents: "It does nothing." } }),
);

/** `parcels.create` with its rules, event, activity and two jobs, compared with hand-written inserts of the same rows. */
export async function create({ app, tenant, callAs, owner, ownerUrl }: World): Promise<Row> {
  app.registry.handlers.set(
    parcelCreated.name,
    handlers.map((handler) => ({ module: "bench", handler })),
  );
  for (const { job } of handlers) if (job) app.registry.jobs.set(job.name, job as JobDefinition);
  const call = callAs(tenant);
  const [place] = await owner`select id from places where tenant_id = ${tenant.id} limit 1`;
  const items = await owner`select id from items where tenant_id = ${tenant.id} order by id limit ${lineCount}`;
  const lines = items.map(({ id }) => ({ itemId: String(id), quantity: 1 }));
  const recipientId = String(place?.id);
  const reference = () => {
    counter += 1;
    return `N-${counter}`;
  };
  // The first call creates the queues, which the reference needs.
  await call.parcels.create({ reference: reference(), recipientId, lines });
  const sql = postgres(ownerUrl, { max: 10 });

  const byHand = () =>
    sql.begin(async (tx) => {
      const parcelId = newId();
      const eventId = newId();
      const name = reference();
      const payload = { id: parcelId, reference: name };
      const base = { tenant_id: tenant.id };
      const jobs = handlers.map(() => newId());
      const envelope = {
        tenantId: tenant.id,
        userId: tenant.userId,
        requestId: "by hand",
        input: { version: 1, payload },
      };
      await tx`insert into parcels ${tx({ ...base, id: parcelId, reference: name, state: "draft", recipient_id: recipientId, created_by: tenant.userId })}`;
      await Promise.all([
        tx`insert into parcel_items ${tx(lines.map(({ itemId, quantity }, position) => ({ ...base, parcel_id: parcelId, item_id: itemId, quantity, position })))}`,
        tx`insert into parcel_events ${tx({ ...base, id: newId(), parcel_id: parcelId, kind: "created", user_id: tenant.userId })}`,
        tx`insert into events ${tx({ ...base, id: eventId, name: "parcel.created", version: 1, entity: "parcel", entity_id: parcelId, payload: tx.json(payload), user_id: tenant.userId, request_id: "by hand" })}`,
        tx`insert into activity ${tx({ ...base, id: newId(), action: "parcel.created", entity: "parcel", entity_id: parcelId, summary: `created the parcel ${name}`, after: tx.json({ reference: name, recipientId, lines }), user_id: tenant.userId, actor: "user", request_id: "by hand" })}`,
        tx`insert into jobs ${tx(handlers.map((handler, index) => ({ ...base, id: String(jobs[index]), name: handler.name, input: tx.json(envelope.input), event_id: eventId, user_id: tenant.userId, request_id: "by hand" })))}`,
        tx`insert into pgboss.job ${tx(handlers.map((handler, index) => ({ id: String(jobs[index]), name: handler.name, data: tx.json(envelope) })))}`,
      ]);
    });

  return {
    name: "create",
    what: "parcels.create, 5 lines: rules, event, activity, two async jobs",
    reference: "the same rows inserted by hand in one transaction, no checks",
    goal: 0.6,
    better: "more",
    ours: () => rate(() => call.parcels.create({ reference: reference(), recipientId, lines })),
    theirs: () => rate(byHand),
    async close() {
      app.registry.handlers.delete(parcelCreated.name);
      await sql.end();
      await owner`delete from pgboss.job where name like 'bench.%'`;
      await owner`delete from jobs where name like 'bench.%'`;
    },
  };
}
