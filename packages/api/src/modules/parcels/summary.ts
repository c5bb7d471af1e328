import { parcelTallies } from "@waybill/db/parcels";
import { type ParcelState, parcelStates } from "@waybill/validators/parcels";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { dayIn, onDays, type TenantContext } from "../../core/index.ts";

const days = 14;

const added = sql<number>`sum(${parcelTallies.amount})::int`;

/** How many parcels are in each state. */
const countsByState = ({ db, own }: TenantContext) =>
  db
    .select({ state: parcelTallies.state, count: added })
    .from(parcelTallies)
    .where(own(parcelTallies, eq(parcelTallies.measure, "state")))
    .groupBy(parcelTallies.state);

const figures = z.array(z.object({ day: z.string(), dispatched: z.number(), delivered: z.number() }));

/** Parcels dispatched and delivered on each of the tenant's last days, today being the last. */
async function figuresByDay({ db }: Pick<TenantContext, "db">, { tenant, own, clock }: TenantContext) {
  const { timeZone } = tenant;
  const { at, measure, amount } = parcelTallies;
  const today = dayIn(timeZone, sql`${clock.now().toISOString()}::timestamptz`);
  const inDays = onDays(timeZone, at, { from: sql`${today} - ${days - 1}::int`, to: today });
  const sumOf = (kind: string) =>
    sql`coalesce(sum(moved.parcels) filter (where moved.measure = ${kind}), 0)::int as ${sql.identifier(kind)}`;
  const rows = await db.execute(sql`
    with moved as materialized (
      select ${dayIn(timeZone, at)} as day, ${measure}, sum(${amount}) as parcels from ${parcelTallies}
      where ${own(parcelTallies, sql`${measure} = any('{dispatched,delivered}')`, inDays)} group by 1, 2)
    select to_char(shown.day, 'YYYY-MM-DD') as day, ${sumOf("dispatched")}, ${sumOf("delivered")}
    from (select ${today} - ago as day from generate_series(0, ${days - 1}::int) as ago) as shown
    left join moved on moved.day = shown.day
    group by shown.day order by shown.day`);
  return figures.parse([...rows]);
}

/** The figures of the dashboard: parcels by state, dispatched and delivered by day. */
export async function summary(ctx: TenantContext) {
  const [states, byDay] = await ctx.parallel(countsByState, (snapshot) => figuresByDay(snapshot, ctx));
  const counts = new Map(states.map((row) => [row.state, row.count]));
  const byState: Record<ParcelState, number> = Object.assign(
    { draft: 0, packed: 0, dispatched: 0, in_transit: 0, delivered: 0, cancelled: 0, failed: 0 },
    Object.fromEntries(parcelStates.map((state) => [state, counts.get(state) ?? 0])),
  );
  return { byState, byDay };
}
