import { createHmac } from "node:crypto";
import { newId } from "@waybill/db";
import { throttles } from "@waybill/db/core";
import { inWords } from "@waybill/validators";
import { inArray, lt, sql } from "drizzle-orm";
import type { WorkContext } from "./context.ts";
import { tooManyAttempts } from "./errors.ts";
import { keyFor } from "./keys.ts";

/** How often something may be done before each further time has to wait, and how long. */
export interface Pace {
  /** How many times without a wait. */
  burst: number;
  /** After this many seconds one time is forgotten. */
  forgetSeconds: number;
  /** The wait after the last of the burst; it doubles with each further time. */
  firstSeconds: number;
  /** The longest wait. */
  mostSeconds: number;
}

/** A pace, and whose. */
export interface Limit extends Pace {
  /** What is done, and by whom or from where: `sign-in network 192.0.2.1`. Kept as a keyed hash. */
  key: string;
}

/** Whether it may be done now. */
export type Admission = { ok: true } | { ok: false; waitSeconds: number };

type Counting = Pick<WorkContext, "db" | "settings">;

const hashOf = ({ settings }: Pick<Counting, "settings">, key: string): string =>
  createHmac("sha256", keyFor(settings, "throttling")).update(key).digest("base64url");

/**
 * How many times are remembered, this one included. A part of one counts as one: else a moment's forgetting would
 * admit one more.
 */
const level = sql`greatest(0, counted.level - extract(epoch from clock_timestamp() - counted.counted_at) / pace.forget) + 1`;
const blockedUntil = (times: typeof level) => sql`
  case when ceil(${times}) >= pace.burst
    then clock_timestamp() + make_interval(secs => least(pace.most, pace.first * 2 ^ least(ceil(${times}) - pace.burst, 30)))
    end`;

/** What came of one limit, by the hash of its key; of `type`, as Drizzle asks for it. */
type Counted = { key: string; admitted: boolean; wait: number };

/**
 * Counts one time against each limit that admits it. The rows are locked in one order, so that of many at once each
 * sees what the one before has counted.
 */
const countingOf = (limits: string, attempt: string) => sql`
    with paces as (
      select * from jsonb_to_recordset(${limits}::jsonb)
        as pace (key text, burst float8, forget float8, first float8, most float8))
    insert into ${throttles} as counted (key, level, blocked_until, counted_at, attempt_id)
    select key, 1, ${blockedUntil(sql`1`)}, clock_timestamp(), ${attempt}::uuid from paces as pace order by key
    on conflict (key) do update set (level, blocked_until, counted_at, attempt_id) = (
      select
        case when blocked then counted.level else ${level} end,
        case when blocked then counted.blocked_until else ${blockedUntil(level)} end,
        case when blocked then counted.counted_at else clock_timestamp() end,
        case when blocked then counted.attempt_id else ${attempt}::uuid end
      from paces as pace
        -- By the clock and not by the beginning of the transaction, which may have waited for the row; and looked at once.
        cross join lateral (select coalesce(counted.blocked_until > clock_timestamp(), false) as blocked offset 0) as look
      where pace.key = counted.key)
    returning key, attempt_id = ${attempt}::uuid as admitted,
      greatest(1, ceil(extract(epoch from blocked_until - clock_timestamp())))::int as wait`;

/**
 * Counts one time against several limits: all of them, or none where one does not admit it. Atomic: of many at the same
 * time, in any process, no more come through than one after the other would. What is counted stays with the transaction.
 *
 * For what counts failures alone, it is called before the attempt, and {@link uncount} or {@link forget} after one that
 * did not fail.
 */
export async function admit(ctx: Counting, limits: readonly Limit[]): Promise<Admission> {
  if (limits.length === 0) return { ok: true };
  const rows = limits.map(({ key, burst, forgetSeconds: forget, firstSeconds: first, mostSeconds: most }) => ({
    ...{ key: hashOf(ctx, key), burst, forget, first, most },
  }));
  const counted = await ctx.db.execute<Counted>(sql`${countingOf(JSON.stringify(rows), newId())}`);
  const refused = counted.filter(({ admitted }) => !admitted);
  if (refused.length === 0) return { ok: true };
  const others = counted.filter(({ admitted }) => admitted).map(({ key }) => key);
  if (others.length > 0) await takeBack(ctx, others);
  return { ok: false, waitSeconds: Math.max(...refused.map(({ wait }) => wait)) };
}

/** @param hashes of keys that have just admitted, and so are not blocked by anything before. */
async function takeBack({ db }: Counting, hashes: string[]): Promise<void> {
  await db
    .update(throttles)
    .set({ level: sql`greatest(0, ${throttles.level} - 1)`, blockedUntil: null })
    .where(inArray(throttles.key, hashes));
}

/** Takes back one time that was counted: it was none of those that the limits are about. */
export async function uncount(ctx: Counting, limits: readonly Limit[]): Promise<void> {
  await takeBack(
    ctx,
    limits.map(({ key }) => hashOf(ctx, key)),
  );
}

/** Forgets every time that was counted. */
export async function forget(ctx: Counting, limits: readonly Limit[]): Promise<void> {
  const hashes = limits.map(({ key }) => hashOf(ctx, key));
  if (hashes.length > 0) await ctx.db.delete(throttles).where(inArray(throttles.key, hashes));
}

/**
 * Refuses what was tried too often, and says when to try again.
 *
 * @param message what there was too much of: "Too many tries."
 * @param path the input that the refusal belongs to.
 * @throws TOO_MANY_REQUESTS
 */
export function refuseForNow(waitSeconds: number, message: string, path: string[] = []): never {
  throw tooManyAttempts(path, `${message} Try again in ${inWords(waitSeconds)}.`, waitSeconds);
}

/** Removes counts that every limit has forgotten by now. */
export async function removeOldCounts({ db }: Pick<WorkContext, "db">): Promise<void> {
  await db.delete(throttles).where(lt(throttles.countedAt, sql`now() - interval '1 week'`));
}
