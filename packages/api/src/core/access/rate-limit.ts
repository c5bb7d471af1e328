import { createHmac } from "node:crypto";
import { newId } from "@waybill/db";
import { throttles } from "@waybill/db/core";
import { waitText } from "@waybill/validators";
import { inArray, lt, sql } from "drizzle-orm";
import type { WorkContext } from "../context.ts";
import { tooManyAttempts } from "../errors.ts";
import { derivedKey } from "./derived-keys.ts";

/** A rate limit with growing waits. */
export interface RateLimit {
  /** Attempts without a wait. */
  burst: number;
  /** Seconds after which one counted attempt expires. */
  expirySeconds: number;
  /** The wait after the burst, in seconds. It doubles with each further attempt. */
  firstSeconds: number;
  /** The longest wait, in seconds. */
  maxSeconds: number;
}

/** A rate limit of one key. */
export interface KeyedRateLimit extends RateLimit {
  /** The action and its source: `sign-in network 192.0.2.1`. Stored as a keyed hash. */
  key: string;
}

export type Admission = { ok: true } | { ok: false; waitSeconds: number };

type CountContext = Pick<WorkContext, "db" | "settings">;

const hashOf = ({ settings }: Pick<CountContext, "settings">, key: string): string =>
  createHmac("sha256", derivedKey(settings, "throttling")).update(key).digest("base64url");

/**
 * The level after this attempt: counted attempts that have not expired. It is rounded up where it is compared, since an
 * attempt that has partly expired still counts.
 */
const attemptLevel = sql`greatest(0, counted.level - extract(epoch from clock_timestamp() - counted.counted_at) / pace.forget) + 1`;
const blockedUntil = (times: typeof attemptLevel) => sql`
  case when ceil(${times}) >= pace.burst
    then clock_timestamp() + make_interval(secs => least(pace.most, pace.first * 2 ^ least(ceil(${times}) - pace.burst, 30)))
    end`;

/** The result of one limit, by its key's hash; a `type`, for Drizzle. */
type Counted = { key: string; admitted: boolean; wait: number };

/**
 * Counts an attempt against each limit that admits it. Rows are locked in order, so concurrent attempts see each other.
 */
const countingOf = (limits: string, attempt: string) => sql`
    with paces as (
      select * from jsonb_to_recordset(${limits}::jsonb)
        as pace (key text, burst float8, forget float8, first float8, most float8))
    insert into ${throttles} as counted (key, level, blocked_until, counted_at, attempt_id)
    select key, 1, ${blockedUntil(sql`1`)}, clock_timestamp(), ${attempt}::uuid from paces as pace order by key
    on conflict (key) do update set (level, blocked_until, counted_at, attempt_id) = (
      select
        case when blocked then counted.level else ${attemptLevel} end,
        case when blocked then counted.blocked_until else ${blockedUntil(attemptLevel)} end,
        case when blocked then counted.counted_at else clock_timestamp() end,
        case when blocked then counted.attempt_id else ${attempt}::uuid end
      from paces as pace
        -- By the clock and not by the beginning of the transaction, which may have waited for the row; and looked at once.
        cross join lateral (select coalesce(counted.blocked_until > clock_timestamp(), false) as blocked offset 0) as look
      where pace.key = counted.key)
    returning key, attempt_id = ${attempt}::uuid as admitted,
      greatest(1, ceil(extract(epoch from blocked_until - clock_timestamp())))::int as wait`;

/**
 * Counts an attempt against all limits, or against none if one refuses it. Atomic across processes: concurrent attempts are
 * admitted no more often than sequential ones. The count belongs to the transaction.
 *
 * To count only failures, call it before the attempt, and {@link uncount} or {@link resetLimits} after a success.
 */
export async function admit(ctx: CountContext, limits: readonly KeyedRateLimit[]): Promise<Admission> {
  if (limits.length === 0) return { ok: true };
  const rows = limits.map(({ key, burst, expirySeconds: forget, firstSeconds: first, maxSeconds: most }) => ({
    ...{ key: hashOf(ctx, key), burst, forget, first, most },
  }));
  const counted = await ctx.db.execute<Counted>(sql`${countingOf(JSON.stringify(rows), newId())}`);
  const refused = counted.filter(({ admitted }) => !admitted);
  if (refused.length === 0) return { ok: true };
  const others = counted.filter(({ admitted }) => admitted).map(({ key }) => key);
  if (others.length > 0) await decrement(ctx, others);
  return { ok: false, waitSeconds: Math.max(...refused.map(({ wait }) => wait)) };
}

/** @param hashes of keys that were just admitted, so nothing earlier blocks them. */
async function decrement({ db }: CountContext, hashes: string[]): Promise<void> {
  await db
    .update(throttles)
    .set({ level: sql`greatest(0, ${throttles.level} - 1)`, blockedUntil: null })
    .where(inArray(throttles.key, hashes));
}

/** Removes one counted attempt from each limit: after a success. */
export async function uncount(ctx: CountContext, limits: readonly KeyedRateLimit[]): Promise<void> {
  await decrement(
    ctx,
    limits.map(({ key }) => hashOf(ctx, key)),
  );
}

/** Removes all counted attempts of these limits. */
export async function resetLimits(ctx: CountContext, limits: readonly KeyedRateLimit[]): Promise<void> {
  const hashes = limits.map(({ key }) => hashOf(ctx, key));
  if (hashes.length > 0) await ctx.db.delete(throttles).where(inArray(throttles.key, hashes));
}

/**
 * Refuses an attempt, with the time to wait.
 *
 * @param message "Too many attempts."
 * @param path the path of the input for the issue.
 * @throws TOO_MANY_REQUESTS
 */
export function refuseForNow(waitSeconds: number, message: string, path: string[] = []): never {
  throw tooManyAttempts(path, `${message} Try again in ${waitText(waitSeconds)}.`, waitSeconds);
}

/** Deletes rows whose attempts have expired by every limit. */
export async function removeOldCounts({ db }: Pick<WorkContext, "db">): Promise<void> {
  await db.delete(throttles).where(lt(throttles.countedAt, sql`now() - interval '1 week'`));
}
