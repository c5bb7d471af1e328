import { accounts, sessions, users } from "@waybill/db";
import { email as emailSchema, name as nameSchema, signIn, text } from "@waybill/validators";
import { and, eq, sql } from "drizzle-orm";
import { originOf } from "../../core/procedures.ts";
import { innerOf, type RequestContext } from "../../core/request.ts";
import { type OpenWork, unitOfWork } from "../../core/unit-of-work.ts";
import { AuthService, type SignIn } from "./service.ts";

// What the sign-in library calls. It speaks of requests, not of procedures, so each of these opens its own unit of work.

function work<T>(request: RequestContext, body: (work: OpenWork) => Promise<T>): Promise<T> {
  return unitOfWork(innerOf(request).app, originOf(request), {}, body);
}

const accountOf = text({ max: 255, kind: "secret" });

/** Signs in with email and password. Malformed credentials are refused like wrong ones. */
export async function signInWithPassword(request: RequestContext, credentials: unknown): Promise<SignIn> {
  const parsed = signIn.safeParse(credentials);
  if (!parsed.success) return { ok: false, reason: "invalid" };
  return work(request, ({ context }) => new AuthService(context).signIn(parsed.data, request));
}

/** What a sign-in provider says of a person. */
export interface ProviderProfile {
  provider: string;
  accountId: string;
  email: string | null;
  /** Whether the provider vouches for the address. */
  emailVerified: boolean;
  name: string | null;
}

/**
 * Signs in with an account at a provider: a known one, or one whose confirmed address makes or finds the person.
 *
 * An account that was never confirmed loses its password and sessions when the address's real owner arrives: who made
 * it may have been somebody else.
 *
 * @returns null where the provider does not vouch for the address, or says of the account what cannot be kept.
 */
export function signInWithProvider(
  request: RequestContext,
  profile: ProviderProfile,
): Promise<{ userId: string; sessionId: string } | null> {
  return work(request, async ({ context }) => {
    const { db } = context;
    const { provider } = profile;
    const accountId = accountOf.safeParse(profile.accountId).data;
    if (!accountId) return null;
    const auth = new AuthService(context);
    const [known] = await db
      .select({ userId: accounts.userId })
      .from(accounts)
      .where(and(eq(accounts.provider, provider), eq(accounts.providerAccountId, accountId)));
    if (known) return { userId: known.userId, sessionId: await auth.openSession(known.userId, request) };
    const email = emailSchema.safeParse(profile.email).data;
    if (!email || !profile.emailVerified) return null;

    // A name is shown to colleagues; the address is not.
    const name = nameSchema().safeParse(profile.name).data ?? email.replace(/@.*/, "");
    await db.insert(users).values({ email, name, emailVerifiedAt: sql`now()` }).onConflictDoNothing();
    const [user] = await db.select().from(users).where(eq(users.email, email)).for("update");
    if (!user) return null;
    if (!user.emailVerifiedAt) {
      await db.update(users).set({ emailVerifiedAt: sql`now()`, passwordHash: null }).where(eq(users.id, user.id));
      await db.delete(sessions).where(eq(sessions.userId, user.id));
    }
    await db.insert(accounts).values({ provider, providerAccountId: accountId, userId: user.id });
    return { userId: user.id, sessionId: await auth.openSession(user.id, request) };
  });
}

/** Ends a session. */
export function signOut(request: RequestContext, sessionId: string): Promise<void> {
  return work(request, ({ context }) => new AuthService(context).endSession(sessionId));
}
