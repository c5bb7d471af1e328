import { knownDevices } from "@waybill/db/auth";
import { users } from "@waybill/db/users";
import { and, eq, gt, sql } from "drizzle-orm";
import { asInserted, hashSecret, type WorkContext } from "../../core/index.ts";

// Browsers in which a person has signed in. Each has a secret in a cookie, stored as a hash per person. It
// authenticates no one; it only gives the browser its own rate limit.

const deviceDays = 365;

/** The join of a known browser with {@link users}. @param secret from its cookie */
export const isKnownDevice = (secret: string) =>
  and(
    eq(knownDevices.userId, users.id),
    eq(knownDevices.hash, hashSecret(secret)),
    gt(knownDevices.expiresAt, sql`now()`),
  );

/** The hash of a browser's secret if the person has used it before; otherwise null. */
export async function knownDeviceOf({ db }: WorkContext, userId: string, secret: string): Promise<string | null> {
  const [known] = await db
    .select({ hash: knownDevices.hash })
    .from(users)
    .innerJoin(knownDevices, isKnownDevice(secret))
    .where(eq(users.id, userId));
  return known?.hash ?? null;
}

/** Remembers the browser for another year. */
export async function rememberDevice({ db }: WorkContext, userId: string, secret: string): Promise<void> {
  const values = { lastUsedAt: sql`now()`, expiresAt: sql`now() + make_interval(days => ${deviceDays})` };
  await db
    .insert(knownDevices)
    .values({ userId, hash: hashSecret(secret), ...values })
    .onConflictDoUpdate({ target: [knownDevices.userId, knownDevices.hash], set: asInserted(values) });
}
