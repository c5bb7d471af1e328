import { createApp, createCaller, createContext } from "@waybill/api";
import { asTenant, insertTogether, newRows } from "@waybill/api/bench";
import { connect, newId, type Transactions } from "@waybill/db";
import { parcelItems, parcelSteps, parcels } from "@waybill/db/parcels";
import { type Row, rate } from "../measure.ts";
import type { World } from "../world.ts";

/** The goal: the minimum ratio of an optimisation that is kept. */
const goal = 1.1;

/** `parcels.list`, compared with the same app on another database layer. */
function listingOn(world: World, database: Transactions, said: Pick<Row, "name" | "what" | "reference">): Row {
  const { settings, tenant, app, callAs } = world;
  const other = createApp(settings, "bench", { log: app.log, database });
  const theirs = createCaller(() =>
    createContext(other, new Headers({ "x-tenant-id": tenant.slug }), tenant.sessionId),
  );
  const ours = callAs(tenant);
  return {
    ...said,
    goal,
    better: "more",
    ours: () => rate(() => ours.parcels.list({ limit: 50 })),
    theirs: () => rate(() => theirs.parcels.list({ limit: 50 })),
    close: () => database.close(),
  };
}

/** The same transactions with queries built for each call, as Drizzle does. */
function buildingEachTime(database: Transactions): Transactions {
  return {
    get pool() {
      return database.pool;
    },
    transaction: (scope, work) =>
      database.transaction(scope, (transaction) => {
        const run: typeof transaction.run = (query, values) => transaction.run(query.unbuiltCopy(), values);
        return work({ ...transaction, run });
      }),
    reach: () => database.reach(),
    ping: () => database.ping(),
    close: () => database.close(),
  };
}

/** `parcels.list` with and without prepared queries. */
export const preparedQueries = (world: World): Row =>
  listingOn(world, buildingEachTime(connect(world.settings)), {
    name: "prepared-queries",
    what: "parcels.list, 50 rows, with query texts built once",
    reference: "the same with texts built for each call by Drizzle",
  });

/** `parcels.list` with and without generic plans. */
export const plansOnce = (world: World): Row =>
  listingOn(world, connect(world.settings, { plansOnce: false }), {
    name: "plans-once",
    what: "parcels.list, 50 rows, with generic plans",
    reference: "the same with Postgres's default (plan_cache_mode = auto)",
  });

/** The rows of a new parcel, inserted in one statement and in several. */
export async function togetherInserted({ app, tenant, owner }: World): Promise<Row> {
  const [place] = await owner`select id from places where tenant_id = ${tenant.id} limit 1`;
  const items = await owner`select id from items where tenant_id = ${tenant.id} order by id limit 5`;
  const recipientId = String(place?.id);
  let counter = 0;
  const rowsOf = () => {
    counter += 1;
    const parcelId = newId();
    return {
      parcel: {
        id: parcelId,
        reference: `I-${counter}`,
        state: "draft" as const,
        recipientId,
        createdBy: tenant.userId,
      },
      lines: items.map(({ id }, position) => ({ parcelId, itemId: String(id), quantity: 1, position })),
      step: { parcelId, kind: "created" as const, userId: tenant.userId, bySystem: false },
    };
  };
  const together = () =>
    asTenant(app, tenant.id, (ctx) => {
      const { parcel, lines, step } = rowsOf();
      const groups = [newRows(parcels, [parcel]), newRows(parcelItems, lines), newRows(parcelSteps, [step])];
      return insertTogether(ctx, ...groups);
    });
  const byDrizzle = () =>
    asTenant(app, tenant.id, ({ db, tenant: { id: tenantId } }) => {
      const { parcel, lines, step } = rowsOf();
      return Promise.all([
        db.insert(parcels).values({ tenantId, ...parcel }),
        db.insert(parcelItems).values(lines.map((line) => ({ tenantId, ...line }))),
        db.insert(parcelSteps).values({ tenantId, ...step }),
      ]);
    });
  return {
    name: "insert-together",
    what: "a parcel, five lines and a step of its timeline, in one prepared statement",
    reference: "three inserts of Drizzle, sent together",
    goal,
    better: "more",
    ours: () => rate(together),
    theirs: () => rate(byDrizzle),
  };
}
