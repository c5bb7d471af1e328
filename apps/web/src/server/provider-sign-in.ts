import type { ProviderProfile } from "@waybill/api";
import { headers } from "next/headers";
import { z } from "zod";
import { api } from "./api.ts";
import { deviceCookie } from "./device-cookie.ts";
import { verifyIdToken } from "./id-token.ts";
import { keep, keepTicket, pathAfterProvider } from "./library-cookies.ts";
import { logFailures } from "./library-log.ts";
import { visitorContextOf } from "./request.ts";
import { settings } from "./settings.ts";

/** An account at a provider, with the tokens that the provider issued. */
export interface ProviderAccount {
  provider: string;
  providerAccountId: string;
  access_token?: string | undefined;
  id_token?: string | undefined;
}

/** The claims of a provider about its user, of which any may be missing. */
export interface ProviderClaims {
  email?: string | null | undefined;
  email_verified?: boolean | null | undefined;
  name?: string | null | undefined;
  preferred_username?: string | null | undefined;
}

/** The result of a sign-in with a provider: a session, or the page to redirect to. */
export type ProviderSignIn = { sessionId: string } | { page: string };

/**
 * Signs in with a provider's account, up to the second factor if the account has one.
 *
 * @throws {Error} if the provider's ID token is not valid.
 */
export async function signInByProvider(account: ProviderAccount, claims: ProviderClaims): Promise<ProviderSignIn> {
  const signer = signerOf(account);
  if (signer) await verifyIdToken(account.id_token ?? "", signer);
  const email = await confirmedEmail(account, claims);
  const profile: ProviderProfile = {
    provider: account.provider,
    accountId: account.providerAccountId,
    email,
    emailVerified: email !== null,
    name: claims.name ?? claims.preferred_username ?? null,
  };
  const given = await headers();
  const { context, signIn } = await logFailures(async () => {
    const own = await visitorContextOf({ headers: given });
    return { context: own, signIn: await api().signInWithProvider(own, profile) };
  });
  if (!signIn) return { page: "/sign-in?error=EmailNotConfirmed" };
  if (signIn.kind === "session") {
    await keep(deviceCookie(context.device));
    return { sessionId: signIn.sessionId };
  }
  await keepTicket(signIn.secret);
  return { page: `/sign-in/second-factor?next=${encodeURIComponent(await pathAfterProvider())}` };
}

/** The required issuer of a provider's ID token; null for providers without ID tokens (OAuth). */
function signerOf({ provider }: ProviderAccount): { issuer: string; clientId: string } | null {
  const { AUTH_GOOGLE_ID, AUTH_OIDC_ISSUER, AUTH_OIDC_ID } = settings();
  if (provider === "google") return { issuer: "https://accounts.google.com", clientId: AUTH_GOOGLE_ID ?? "" };
  if (provider === "oidc") return { issuer: AUTH_OIDC_ISSUER ?? "", clientId: AUTH_OIDC_ID ?? "" };
  return null;
}

const githubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** The address that the provider has verified. GitHub's profile does not say so: its list of addresses does. */
async function confirmedEmail(account: ProviderAccount, claims: ProviderClaims): Promise<string | null> {
  if (account.provider !== "github") return claims.email_verified === true ? (claims.email ?? null) : null;
  const response = await fetch("https://api.github.com/user/emails", {
    headers: { authorization: `Bearer ${account.access_token}`, accept: "application/vnd.github+json" },
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  });
  const emails = response.ok ? githubEmails.parse(await response.json()) : [];
  return emails.find(({ primary, verified }) => primary && verified)?.email ?? null;
}
