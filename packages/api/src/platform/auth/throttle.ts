import { createHmac } from "node:crypto";
import { throttles } from "@waybill/db";
import { lt, sql } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";

/** How often something may be tried by one account or address in a window of time. */
interface Limit {
  /** What is tried, and by whom or from where. Kept as a keyed hash. */
  key: string;
  attempts: number;
  windowSeconds: number;
}

/**
 * Counts one attempt against each limit. The count stays with the transaction: commit it, refused or not.
 *
 * @returns whether every limit still allows it.
 */
export async function countAttempt({ db, settings }: WorkContext, limits: Limit[]): Promise<boolean> {
  const counted = await Promise.all(
    limits.map(async ({ key, attempts, windowSeconds }) => {
      const hash = createHmac("sha256", settings.AUTH_SECRET).update(key).digest("hex");
      const resetsAt = sql`now() + make_interval(secs => ${windowSeconds})`;
      const over = lt(throttles.resetsAt, sql`now()`);
      const [row] = await db
        .insert(throttles)
        .values({ key: hash, count: 1, resetsAt })
        .onConflictDoUpdate({
          target: throttles.key,
          set: {
            count: sql`case when ${over} then 1 else ${throttles.count} + 1 end`,
            resetsAt: sql`case when ${over} then ${resetsAt} else ${throttles.resetsAt} end`,
          },
        })
        .returning({ count: throttles.count });
      return (row?.count ?? 0) <= attempts;
    }),
  );
  return counted.every(Boolean);
}

const quarterHour = 15 * 60;

/** The limits of one kind of attempt: ten per account and fifty per address in a quarter of an hour. */
export function limitsFor(kind: string, account: string, ip: string | null): Limit[] {
  const limits = [{ key: `${kind}:account:${account}`, attempts: 10, windowSeconds: quarterHour }];
  return ip ? [...limits, { key: `${kind}:address:${ip}`, attempts: 50, windowSeconds: quarterHour }] : limits;
}
