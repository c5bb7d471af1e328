import { users } from "@waybill/db/users";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";

// What is written of people. Who may do it is decided where it is called from.

type NewPerson = typeof users.$inferInsert;

/** Makes accounts. @returns them, in order @throws where an address has one */
export async function addPeople({ db }: WorkContext, people: readonly NewPerson[]) {
  return people.length === 0
    ? []
    : db
        .insert(users)
        .values([...people])
        .returning();
}

/** Makes an account with a confirmed address and no password, where the address has none. */
export async function addUnlessKnown({ db }: WorkContext, { email, name }: { email: string; name: string }) {
  await db.insert(users).values({ email, name, emailVerifiedAt: sql`now()` }).onConflictDoNothing();
}

/**
 * Makes an account for who has just confirmed an address, or gives them the one that nobody has confirmed.
 *
 * @returns whether they have it; not where somebody else has confirmed the address.
 */
export async function claimAddress(
  { db }: WorkContext,
  { email, ...person }: { email: string; name: string; passwordHash: string },
): Promise<boolean> {
  const values = { ...person, emailVerifiedAt: sql`now()` };
  const made = await db
    .insert(users)
    .values({ email, ...values })
    // One that an earlier version made before its address was confirmed is nobody's.
    .onConflictDoUpdate({ target: users.email, set: values, setWhere: isNull(users.emailVerifiedAt) })
    .returning({ id: users.id });
  return made.length > 0;
}

/** Gives an account to who has confirmed its address: a password that was set before is not theirs. */
export async function confirmAddress({ db }: WorkContext, id: string): Promise<void> {
  await db.update(users).set({ emailVerifiedAt: sql`now()`, passwordHash: null }).where(eq(users.id, id));
}

/** Sets a password. @param replaces only where this one is still set. Both as argon2id. */
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

/** Sets an address that was confirmed. @param keep.password whether the password stays. */
export async function setAddress(
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

/** Makes a person an operator of the installation, or takes that back. */
export async function setSuperuser({ db }: WorkContext, id: string, superuser: boolean): Promise<void> {
  await db.update(users).set({ superuser }).where(eq(users.id, id));
}

/** Removes an account, with what belongs to the person. */
export async function removePerson({ db }: WorkContext, id: string): Promise<void> {
  await db.delete(users).where(eq(users.id, id));
}
