import { users } from "@waybill/db/users";
import { and, eq, isNull, sql } from "drizzle-orm";
import { asInserted, type WorkContext } from "../../core/index.ts";

// Writes of accounts. Callers check the permission. A new account has the language that its owner's browser asks for.

type NewPerson = typeof users.$inferInsert;

/** Creates accounts. @returns them, in order @throws if an email address has one */
export async function addPeople({ db }: WorkContext, people: readonly NewPerson[]) {
  return people.length === 0
    ? []
    : db
        .insert(users)
        .values([...people])
        .returning();
}

/** Creates an account with a confirmed email address and no password, unless the email address has one. */
export async function addUnlessRegistered(
  { db, language }: WorkContext,
  { email, name }: { email: string; name: string },
) {
  await db.insert(users).values({ email, name, language, emailVerifiedAt: sql`now()` }).onConflictDoNothing();
}

/**
 * Creates the account of a confirmed email address, or takes over an unconfirmed one.
 *
 * @returns whether it succeeded; false if someone else has confirmed the email address.
 */
export async function claimEmailAddress(
  { db, language }: WorkContext,
  { email, ...person }: { email: string; name: string; passwordHash: string },
): Promise<boolean> {
  const values = { ...person, language, emailVerifiedAt: sql`now()` };
  const made = await db
    .insert(users)
    .values({ email, ...values })
    // Earlier versions created accounts before the confirmation.
    .onConflictDoUpdate({ target: users.email, set: asInserted(values), setWhere: isNull(users.emailVerifiedAt) })
    .returning({ id: users.id });
  return made.length > 0;
}

/** Gives an account to the person who confirmed its email address; an earlier password is removed. */
export async function confirmEmailAddress({ db }: WorkContext, id: string): Promise<void> {
  await db.update(users).set({ emailVerifiedAt: sql`now()`, passwordHash: null }).where(eq(users.id, id));
}

/** Sets a password. @param replaces only if this hash is still set. Both as argon2id. */
export async function setPassword(
  { db }: WorkContext,
  id: string,
  passwordHash: string,
  replaces?: string,
): Promise<void> {
  const still = replaces === undefined ? undefined : eq(users.passwordHash, replaces);
  await db
    .update(users)
    .set({ passwordHash })
    .where(and(eq(users.id, id), still));
}

/** Sets a confirmed email address. @param keep.password whether the password stays. */
export async function setEmailAddress(
  { db }: WorkContext,
  id: string,
  email: string,
  keep: { password: boolean },
): Promise<void> {
  await db
    .update(users)
    .set({ email, emailVerifiedAt: sql`now()`, ...(keep.password ? {} : { passwordHash: null }) })
    .where(eq(users.id, id));
}

/** Grants or revokes operator rights. */
export async function setOperatorRights({ db }: WorkContext, id: string, operator: boolean): Promise<void> {
  await db.update(users).set({ operator }).where(eq(users.id, id));
}

/** Removes an account with its data. */
export async function removePerson({ db }: WorkContext, id: string): Promise<void> {
  await db.delete(users).where(eq(users.id, id));
}
