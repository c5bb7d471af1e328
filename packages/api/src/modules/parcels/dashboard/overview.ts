import { anyTag, parcelTallies } from "@waybill/db/parcels";
import { daysBetween } from "@waybill/validators";
import { type FiguresInput, type ParcelState, parcelStates } from "@waybill/validators/parcels";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { dayIn, onDays, type TenantContext } from "../../../core/index.ts";

// All figures are sums of tallies (`owned/parcels.ts` of `db`), a few per day regardless of the number of parcels.

const added = sql<number>`sum(${parcelTallies.amount})::int`;

type Reads = Pick<TenantContext, "db">;

/** The number of parcels in each state. @param tagId only parcels with this tag */
async function countsByState({ db }: Reads, { inTenant }: TenantContext, tagId: string = anyTag) {
  const rows = await db
    .select({ state: parcelTallies.state, count: added })
    .from(parcelTallies)
    .where(inTenant(parcelTallies, eq(parcelTallies.measure, "state"), eq(parcelTallies.tagId, tagId)))
    .groupBy(parcelTallies.state);
  const counts = new Map(rows.map((row) => [row.state, row.count]));
  const byState: Record<ParcelState, number> = Object.assign(
    { draft: 0, packed: 0, dispatched: 0, in_transit: 0, delivered: 0, cancelled: 0, failed: 0 },
    Object.fromEntries(parcelStates.map((state) => [state, counts.get(state) ?? 0])),
  );
  return byState;
}

/** The number of parcels in each state. */
export const overview = async (ctx: TenantContext) => ({ byState: await countsByState(ctx, ctx) });

const counted = z.array(
  z.object({
    first: z.string(),
    last: z.string(),
    day: z.string().nullable(),
    measure: z.enum(["dispatched", "delivered", "failed"]).nullable(),
    carrier: z.string().nullable(),
    bucket: z.number().nullable(),
    parcels: z.number().nullable(),
  }),
);

/**
 * Dispatched, delivered and failed parcels of a period: by day, by carrier and by duration. Each row is a sum by one of
 * these; there is at least one row.
 */
async function amountsOf(
  { db }: Reads,
  { tenant, inTenant, clock }: TenantContext,
  { from, to, last, tagId }: FiguresInput,
) {
  const { timeZone } = tenant;
  const { at, measure, amount, carrier, bucket } = parcelTallies;
  const today = dayIn(timeZone, sql`${clock.now().toISOString()}::timestamptz`);
  const days = {
    from: from ? sql`${from}::date` : sql`${today} - ${last - 1}::int`,
    to: to ? sql`${to}::date` : today,
  };
  const kinds = sql`${measure} = any('{dispatched,delivered,failed}')`;
  const tagged = eq(parcelTallies.tagId, tagId ?? anyTag);
  const rows = await db.execute(sql`
    with moved as materialized (
      select ${dayIn(timeZone, at)} as day, ${measure}, ${carrier}, ${bucket}, sum(${amount}) as parcels from ${parcelTallies}
      where ${inTenant(parcelTallies, kinds, tagged, onDays(timeZone, at, days))} group by 1, 2, 3, 4)
    select to_char(${days.from}, 'YYYY-MM-DD') as first, to_char(${days.to}, 'YYYY-MM-DD') as last,
      to_char(day, 'YYYY-MM-DD') as day, measure, carrier, bucket, parcels
    from (select) as one left join (
      select day, measure, carrier, bucket, sum(parcels)::int as parcels from moved
      group by grouping sets ((measure, day), (measure, carrier), (measure, bucket))) as sums on true`);
  return counted.parse([...rows]);
}

type Amounts = Awaited<ReturnType<typeof amountsOf>>;
type Measure = "dispatched" | "delivered" | "failed";

/** The upper bound of a bucket, in seconds. */
const secondsAt = (bucket: number) => 60 * 2 ** (bucket / 4);

/** The seconds that a share of parcels did not exceed, interpolated linearly within a bucket. */
function quantile(buckets: readonly { bucket: number; parcels: number }[], share: number): number | null {
  let left = share * buckets.reduce((sum, { parcels }) => sum + parcels, 0);
  for (const { bucket, parcels } of buckets) {
    if (parcels >= left && parcels > 0) {
      const inside = left / parcels;
      return Math.round(bucket === 0 ? 60 * inside : secondsAt(bucket - 1 + inside));
    }
    left -= parcels;
  }
  return null;
}

/** The median and the 95th percentile of known durations, in seconds. */
function timesOf(amounts: Amounts, measure: Measure) {
  const buckets = amounts
    .flatMap(({ measure: kind, bucket, parcels }) =>
      kind === measure && bucket !== null && bucket >= 0 && parcels !== null ? [{ bucket, parcels }] : [],
    )
    .sort((one, other) => one.bucket - other.bucket);
  return { median: quantile(buckets, 0.5), p95: quantile(buckets, 0.95) };
}

/** Dispatched and failed parcels of each carrier, the largest first. */
function carriersOf(amounts: Amounts) {
  const byCarrier = new Map<string, { dispatched: number; failed: number }>();
  for (const { measure, carrier, parcels } of amounts) {
    if (carrier === null || measure === null || measure === "delivered" || !parcels) continue;
    const sums = byCarrier.get(carrier) ?? { dispatched: 0, failed: 0 };
    byCarrier.set(carrier, { ...sums, [measure]: parcels });
  }
  return [...byCarrier]
    .map(([carrier, sums]) => ({ carrier: carrier === "" ? null : carrier, ...sums }))
    .sort((one, other) => other.dispatched - one.dispatched || ((one.carrier ?? "") < (other.carrier ?? "") ? -1 : 1));
}

/**
 * The figures of the dashboard for all parcels or one tag: by state; and for a period, parcels dispatched and delivered
 * per day, durations, and failures per carrier. Days without parcels are included. Durations are estimates with an
 * error of at most a fifth.
 */
export async function figures(ctx: TenantContext, input: FiguresInput) {
  const [byState, amounts] = await ctx.parallel(
    (snapshot) => countsByState(snapshot, ctx, input.tagId),
    (snapshot) => amountsOf(snapshot, ctx, input),
  );
  const { first = "", last = "" } = amounts[0] ?? {};
  const byDay = new Map(daysBetween(first, last).map((day) => [day, { day, dispatched: 0, delivered: 0 }]));
  for (const { day, measure, parcels } of amounts) {
    const sums = day === null ? undefined : byDay.get(day);
    if (sums && (measure === "dispatched" || measure === "delivered")) sums[measure] = parcels ?? 0;
  }
  return {
    ...{ from: first, to: last, byState, byDay: [...byDay.values()], carriers: carriersOf(amounts) },
    toDispatch: timesOf(amounts, "dispatched"),
    toDeliver: timesOf(amounts, "delivered"),
  };
}
