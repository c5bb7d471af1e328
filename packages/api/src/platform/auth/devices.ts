import { knownDevices } from "@waybill/db/auth";
import { users } from "@waybill/db/users";
import { and, eq, gt, sql } from "drizzle-orm";
import { hashSecret, type WorkContext } from "../../core/index.ts";

// Browsers that a person has signed in with. Each has a secret in a cookie, which proves nothing but that: whoever has it
// is not kept out by the failures of others. It is kept for each person as a hash.

const deviceDays = 365;

/** The row of a browser that a person has used before, for a join with {@link users}. @param secret the one in its cookie */
export const isKnownDevice = (secret: string) =>
  and(
    eq(knownDevices.userId, users.id),
    eq(knownDevices.hash, hashSecret(secret)),
    gt(knownDevices.expiresAt, sql`now()`),
  );

/** The hash of a browser's secret, where the person has used it before; null where not. */
export async function knownDeviceOf({ db }: WorkContext, userId: string, secret: string): Promise<string | null> {
  const [known] = await db
    .select({ hash: knownDevices.hash })
    .from(users)
    .innerJoin(knownDevices, isKnownDevice(secret))
    .where(eq(users.id, userId));
  return known?.hash ?? null;
}

/** Remembers that the person has signed in with this browser, for another year. */
export async function rememberDevice({ db }: WorkContext, userId: string, secret: string): Promise<void> {
  const values = { lastUsedAt: sql`now()`, expiresAt: sql`now() + make_interval(days => ${deviceDays})` };
  await db
    .insert(knownDevices)
    .values({ userId, hash: hashSecret(secret), ...values })
    .onConflictDoUpdate({ target: [knownDevices.userId, knownDevices.hash], set: values });
}
