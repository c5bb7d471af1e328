import { accounts } from "@waybill/db/auth";
import { users } from "@waybill/db/users";
import { email as emailSchema, name as nameSchema } from "@waybill/validators";
import { and, eq, gte } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";
import { addUnlessRegistered, confirmEmailAddress } from "../users/index.ts";
import { endSignIns } from "./end-sign-ins.ts";

/** The person as described by a sign-in provider. */
export interface ProviderProfile {
  provider: string;
  accountId: string;
  email: string | null;
  /** Whether the provider has verified the email address. */
  emailVerified: boolean;
  name: string | null;
}

/** The person of a provider account; null for a new one. */
export async function findProviderAccount(
  { db }: WorkContext,
  { provider, accountId }: ProviderProfile,
): Promise<string | null> {
  const [known] = await db
    .select({ userId: accounts.userId })
    .from(accounts)
    .where(and(eq(accounts.provider, provider), eq(accounts.providerAccountId, accountId)));
  return known?.userId ?? null;
}

/** Finds or creates the person with the verified email address and links the account. */
export async function linkProviderAccount(ctx: WorkContext, profile: ProviderProfile): Promise<string | null> {
  const { db } = ctx;
  const email = emailSchema.safeParse(profile.email).data;
  if (!email || !profile.emailVerified) return null;
  // Colleagues see the name, not the email address.
  const name = nameSchema().safeParse(profile.name).data ?? email.replace(/@.*/, "");
  await addUnlessRegistered(ctx, { email, name });
  const [user] = await db.select().from(users).where(eq(users.email, email)).for("no key update");
  if (!user) return null;
  if (!user.emailVerifiedAt) {
    await confirmEmailAddress(ctx, user.id);
    await endSignIns(ctx, user.id);
  }
  const { provider, accountId } = profile;
  await db.insert(accounts).values({ provider, providerAccountId: accountId, userId: user.id });
  return user.id;
}

/** Unlinks the provider accounts that were added since a moment. */
export async function removeProvidersSince({ db }: WorkContext, userId: string, since: Date): Promise<void> {
  await db.delete(accounts).where(and(eq(accounts.userId, userId), gte(accounts.createdAt, since)));
}
