import { randomBytes } from "node:crypto";
import { verify } from "@node-rs/argon2";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { eq, sql } from "drizzle-orm";
import { isCurrentHash, refuse, slowHash, type WorkContext } from "../../core/index.ts";
import { ratePassword } from "../../passwords.ts";

/** Hashes a password normalised by the shared schema. */
export const hashPassword = (password: string | Uint8Array): Promise<string> => slowHash(password);

/** Whether a hash has outdated parameters; the next sign-in replaces it. */
export const isOutdated = (passwordHash: string): boolean => !isCurrentHash(passwordHash);

let dummy: Promise<string> | undefined;
/** A hash of an unknown password. */
const dummyHash = () => {
  dummy ??= hashPassword(randomBytes(32));
  return dummy;
};

/** Verifies a password. Does the same work without a hash to compare. */
export async function isPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await dummyHash()), password);
  return matches && Boolean(passwordHash);
}

/**
 * Refuses a weak password.
 *
 * @param context likely guesses: the person's name, email address and organisations.
 * @throws invalid at `path`, with advice
 */
export function refuseWeak(password: string, context: readonly string[], path: readonly string[] = ["password"]): void {
  const { refusal } = ratePassword(password, context);
  if (refusal) refuse({ path: [...path], code: "invalid", message: refusal });
}

/** Likely guesses for a person's password. Needs a unit of work of that person, signed in or by a link. */
export async function guessableOf({ db }: WorkContext, userId: string): Promise<string[]> {
  // The policies show only their own memberships.
  await db.execute(sql`select set_config('app.user_id', ${userId}, true)`);
  const [people, organisations] = await Promise.all([
    db.select({ name: users.name, email: users.email }).from(users).where(eq(users.id, userId)),
    db
      .select({ name: tenants.name, slug: tenants.slug })
      .from(memberships)
      .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
      .where(eq(memberships.userId, userId)),
  ]);
  return [
    ...people.flatMap(({ name, email }) => [name, email]),
    ...organisations.flatMap(({ name, slug }) => [name, slug]),
  ];
}
