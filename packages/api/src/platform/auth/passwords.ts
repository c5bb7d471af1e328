import { randomBytes } from "node:crypto";
import { verify } from "@node-rs/argon2";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { eq, sql } from "drizzle-orm";
import { isCurrentHash, refuse, slowHash, type WorkContext } from "../../core/index.ts";
import { judgePassword } from "../../passwords.ts";

/** Hashes a password, as the shared schema has normalised it. */
export const hashPassword = (password: string | Uint8Array): Promise<string> => slowHash(password);

/** Whether a hash was made with other parameters than today's: then the next sign-in makes a new one. */
export const isOutdated = (passwordHash: string): boolean => !isCurrentHash(passwordHash);

let dummy: Promise<string> | undefined;
/** A hash of nothing that anybody knows. */
const dummyHash = () => {
  dummy ??= hashPassword(randomBytes(32));
  return dummy;
};

/** Whether it is the password. Does the same work where there is none to compare with. */
export async function isPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await dummyHash()), password);
  return matches && Boolean(passwordHash);
}

/**
 * Refuses a password that is guessed too easily.
 *
 * @param context what who guesses would try: the person's name, address, organisations.
 * @throws invalid at `path`, with words that help
 */
export function refuseWeak(password: string, context: readonly string[], path: readonly string[] = ["password"]): void {
  const { refusal } = judgePassword(password, context);
  if (refusal) refuse({ path: [...path], code: "invalid", message: refusal });
}

/** What who guesses a person's password would try. For a unit of work that acts for the person, signed in or by a link. */
export async function guessableOf({ db }: WorkContext, userId: string): Promise<string[]> {
  // Their own memberships are all that the policies show then.
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
