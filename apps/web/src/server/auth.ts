import type { LogLimiter, ProviderProfile } from "@waybill/api";
import { publicUrl, type Settings } from "@waybill/config";
import { headers, cookies as requestCookies } from "next/headers";
import NextAuth, { type Account, CredentialsSignin, type NextAuthConfig, type Profile, type User } from "next-auth";
import type { Provider } from "next-auth/providers";
import Credentials from "next-auth/providers/credentials";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import { z } from "zod";
import { ownPath } from "@/lib/own-path.ts";
import { api } from "./api.ts";
import { app } from "./app.ts";
import { type Cookie, cookieName, cookieOptions } from "./cookies.ts";
import { deviceCookie } from "./device-cookie.ts";
import { verifyIdToken } from "./id-token.ts";
import { anonymousContextOf } from "./request.ts";
import { decodeByAny, encode, noSessionCookie, sessionSeconds } from "./session-cookie.ts";
import { settings } from "./settings.ts";
import { ticketCookie } from "./sign-in-cookies.ts";

// The only file that uses the sign-in library, for the protocols of providers. The cookie's format
// (./session-cookie.ts), passwords, throttling, accounts and sessions are not the library's.

class Refused extends CredentialsSignin {
  constructor(reason: string) {
    super();
    this.code = reason;
  }
}

/**
 * Runs own code inside of the library's handlers, and logs its errors as errors: the
 * library reports all errors alike, and most come from malformed requests.
 */
async function logFailures<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    app().log.error({ err: error }, "signing in failed");
    throw error;
  }
}

/** Limits the log of the library's reports: most come from malformed requests, so they are warnings. */
let reports: LogLimiter | undefined;

function report(error: Error): void {
  if (error instanceof CredentialsSignin) return;
  reports ??= new (api().LogLimiter)(30);
  const admitted = reports.admit();
  if (admitted) app().log.warn({ err: error, ...admitted }, "a request to sign in was refused");
}

/** The checks that bind a provider's response to the request. Each is stored in a cookie for its provider. */
const checks = {
  oauth: ["pkce", "state"] as ("pkce" | "state")[],
  openId: ["pkce", "state", "nonce"] as ("pkce" | "state" | "nonce")[],
};

const googleIssuer = "https://accounts.google.com";

const sessionClaim = z.object({ sid: z.guid() });

/** The providers to sign in with. */
export function providerChoices(): { id: string; name: string }[] {
  const config = settings();
  return [
    ...(config.AUTH_GITHUB_ID ? [{ id: "github", name: "GitHub" }] : []),
    ...(config.AUTH_GOOGLE_ID ? [{ id: "google", name: "Google" }] : []),
    ...(config.AUTH_OIDC_ISSUER ? [{ id: "oidc", name: config.AUTH_OIDC_NAME }] : []),
  ];
}

function providers(config: Settings): Provider[] {
  const password = Credentials({
    credentials: { email: {}, password: {} },
    async authorize(credentials, request) {
      const { context, outcome } = await logFailures(async () => {
        const own = await anonymousContextOf(request);
        return { context: own, outcome: await api().signInWithPassword(own, credentials) };
      });
      if (!outcome.ok) throw new Refused(outcome.reason);
      const { signIn } = outcome;
      if (signIn.kind === "ticket") {
        await keepTicket(signIn.secret);
        throw new Refused("second_factor");
      }
      await keep(deviceCookie(context.device));
      return { id: signIn.sessionId, sid: signIn.sessionId };
    },
  });
  return [
    password,
    ...(config.AUTH_GITHUB_ID
      ? [
          GitHub({
            clientId: config.AUTH_GITHUB_ID,
            clientSecret: config.AUTH_GITHUB_SECRET ?? "",
            checks: checks.oauth,
          }),
        ]
      : []),
    ...(config.AUTH_GOOGLE_ID
      ? [
          Google({
            clientId: config.AUTH_GOOGLE_ID,
            clientSecret: config.AUTH_GOOGLE_SECRET ?? "",
            checks: checks.openId,
          }),
        ]
      : []),
    ...(config.AUTH_OIDC_ISSUER
      ? [
          {
            id: "oidc",
            name: config.AUTH_OIDC_NAME,
            type: "oidc" as const,
            issuer: config.AUTH_OIDC_ISSUER,
            clientId: config.AUTH_OIDC_ID ?? "",
            clientSecret: config.AUTH_OIDC_SECRET ?? "",
            authorization: { params: { scope: "openid email profile" } },
            checks: checks.openId,
            // Some providers have the address only in the user info.
            idToken: false,
          },
        ]
      : []),
  ];
}

const githubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** The address that the provider has verified. GitHub's profile does not say so: its list of addresses does. */
async function confirmedEmail(account: Account, profile: Profile): Promise<string | null> {
  if (account.provider !== "github") return profile.email_verified === true ? (profile.email ?? null) : null;
  const response = await fetch("https://api.github.com/user/emails", {
    headers: { authorization: `Bearer ${account.access_token}`, accept: "application/vnd.github+json" },
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  });
  const emails = response.ok ? githubEmails.parse(await response.json()) : [];
  return emails.find(({ primary, verified }) => primary && verified)?.email ?? null;
}

/** The required issuer of a provider's ID token; null for providers without ID tokens (OAuth). */
function signerOf({ provider }: Account): { issuer: string; clientId: string } | null {
  const { AUTH_GOOGLE_ID, AUTH_OIDC_ISSUER, AUTH_OIDC_ID } = settings();
  if (provider === "google") return { issuer: googleIssuer, clientId: AUTH_GOOGLE_ID ?? "" };
  if (provider === "oidc") return { issuer: AUTH_OIDC_ISSUER ?? "", clientId: AUTH_OIDC_ID ?? "" };
  return null;
}

/** Sets cookies in addition to the library's. */
async function keep(...kept: Cookie[]): Promise<void> {
  const jar = await requestCookies();
  for (const { name, value, maxAge } of kept) jar.set(name, value, { ...cookieOptions(), maxAge });
}

/** Sets the cookie of a sign-in that waits for its second factor. */
const keepTicket = (secret: string): Promise<void> => keep(ticketCookie(secret), noSessionCookie());

/** The path to continue to after a sign-in with a provider, from the library's cookie. */
export async function pathAfterProvider(): Promise<string> {
  const wanted = (await requestCookies()).get(cookieName("authjs.callback-url"))?.value ?? "";
  const next = URL.canParse(wanted) ? new URL(wanted) : null;
  return ownPath(next ? next.pathname + next.search : "/");
}

/** The page of the second factor, with the path to continue to. */
const secondFactorPage = async (): Promise<string> =>
  `/sign-in/second-factor?next=${encodeURIComponent(await pathAfterProvider())}`;

/**
 * Signs in with a provider's account, up to the second factor if the account has one. The session's id gets by the
 * library's user object into the cookie.
 *
 * @returns true, or the page to redirect to.
 * @throws {Error} if the provider's ID token is not valid; the library then refuses the sign-in
 */
async function signInByProvider(user: User, account: Account, profile: Profile): Promise<boolean | string> {
  const signer = signerOf(account);
  if (signer) await verifyIdToken(account.id_token ?? "", signer);
  const email = await confirmedEmail(account, profile);
  const known: ProviderProfile = {
    provider: account.provider,
    accountId: account.providerAccountId,
    email,
    emailVerified: email !== null,
    name: profile.name ?? profile.preferred_username ?? null,
  };
  const given = await headers();
  const { context, signIn } = await logFailures(async () => {
    const own = await anonymousContextOf({ headers: given });
    return { context: own, signIn: await api().signInWithProvider(own, known) };
  });
  if (!signIn) return "/sign-in?error=EmailNotConfirmed";
  if (signIn.kind === "session") {
    Object.assign(user, { sid: signIn.sessionId });
    await keep(deviceCookie(context.device));
    return true;
  }
  await keepTicket(signIn.secret);
  return secondFactorPage();
}

/** The library's cookies with own names and options. */
function cookies() {
  const cookie = (name: string) => ({ name: cookieName(`authjs.${name}`), options: cookieOptions() });
  return {
    sessionToken: cookie("session-token"),
    callbackUrl: cookie("callback-url"),
    csrfToken: cookie("csrf-token"),
    pkceCodeVerifier: cookie("pkce.code_verifier"),
    state: cookie("state"),
    nonce: cookie("nonce"),
  };
}

/** Whether the session of a cookie is active. */
async function isLiveSession(token: unknown): Promise<boolean> {
  const claim = sessionClaim.safeParse(token);
  if (!claim.success) return false;
  const given = await headers();
  return logFailures(
    async () => (await api().sessionOf(await api().createContext(app(), given, claim.data.sid))) !== null,
  );
}

const secretOf = (secret: string | string[]): string => (Array.isArray(secret) ? (secret[0] ?? "") : secret);

function configuration(): NextAuthConfig {
  const config = settings();
  // The library reads the public URL here; otherwise it trusts headers of the request.
  process.env.AUTH_URL = publicUrl(config);
  return {
    secret: [config.AUTH_SECRET, ...config.AUTH_SECRET_FORMER],
    trustHost: true,
    basePath: "/api/auth",
    session: { strategy: "jwt", maxAge: sessionSeconds },
    jwt: {
      encode: ({ token, secret, salt, maxAge }) => encode({ ...token }, { secret: secretOf(secret), salt, maxAge }),
      decode: async ({ token, secret, salt }) =>
        token ? decodeByAny(token, { secrets: [secret].flat(), salt }) : null,
    },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: providers(config),
    cookies: cookies(),
    useSecureCookies: publicUrl(config).startsWith("https:"),
    logger: {
      error: report,
      warn: (code) => app().log.debug({ code }, "sign-in warning"),
      debug: () => {},
    },
    callbacks: {
      signIn: ({ user, account, profile }) =>
        account && profile && account.type !== "credentials" ? signInByProvider(user, account, profile) : true,
      // Without a user it reads a cookie; null removes the cookie of an ended session.
      async jwt({ token, user }) {
        if (user) return "sid" in user ? { sid: user.sid } : null;
        return (await isLiveSession(token)) ? token : null;
      },
    },
    events: {
      signOut: async (message) => {
        const claim = sessionClaim.safeParse("token" in message ? message.token : null);
        if (!claim.success) return;
        const given = await headers();
        await logFailures(async () => api().signOut(await anonymousContextOf({ headers: given }), claim.data.sid));
      },
    },
  };
}

const { handlers, signIn } = NextAuth(configuration);

/** The sign-in library's HTTP endpoints. */
export { handlers };

/**
 * Begins a sign-in with a provider, and sets its cookies.
 *
 * @param next the path to continue to.
 * @returns the provider's URL; null for an unknown provider.
 */
export async function beginWithProvider(id: string, next: string): Promise<string | null> {
  if (!providerChoices().some((choice) => choice.id === id)) return null;
  const url: unknown = await signIn(id, { redirectTo: next, redirect: false });
  return typeof url === "string" ? url : null;
}
