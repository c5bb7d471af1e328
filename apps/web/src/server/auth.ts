import { publicUrl, type Settings } from "@waybill/config";
import { headers } from "next/headers";
import NextAuth, { CredentialsSignin, type NextAuthConfig } from "next-auth";
import type { Provider } from "next-auth/providers";
import Credentials from "next-auth/providers/credentials";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import { z } from "zod";
import { api } from "./api.ts";
import { app } from "./app.ts";
import { deviceCookie } from "./device-cookie.ts";
import { keep, keepTicket, libraryCookies } from "./library-cookies.ts";
import { logFailures, logReport } from "./library-log.ts";
import { providerChoices } from "./provider-choices.ts";
import { signInByProvider } from "./provider-sign-in.ts";
import { visitorContextOf } from "./request.ts";
import { decodeByAny, encode, sessionSeconds } from "./session-cookie.ts";
import { settings } from "./settings.ts";

// The only file that uses the sign-in library, for the protocols of providers. The cookie's format
// (./session-cookie.ts), passwords, throttling, accounts and sessions are not the library's.

class Refused extends CredentialsSignin {
  constructor(reason: string) {
    super();
    this.code = reason;
  }
}

/** Signs in with a password by the library's endpoint. */
const password = Credentials({
  credentials: { email: {}, password: {} },
  async authorize(credentials, request) {
    const { context, outcome } = await logFailures(async () => {
      const own = await visitorContextOf(request);
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

/** The checks that bind a provider's response to the request. Each is stored in a cookie for its provider. */
const checks = {
  oauth: ["pkce", "state"] as ("pkce" | "state")[],
  openId: ["pkce", "state", "nonce"] as ("pkce" | "state" | "nonce")[],
};

function providers(config: Settings): Provider[] {
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

/** The claim of a cookie: the session's id. */
const sessionClaim = z.object({ sid: z.guid() });

/** Whether the session of a cookie is active. */
async function isLiveSession(token: unknown): Promise<boolean> {
  const claim = sessionClaim.safeParse(token);
  if (!claim.success) return false;
  const given = await headers();
  return logFailures(
    async () => (await api().sessionOf(await api().createContext(app(), given, claim.data.sid))) !== null,
  );
}

/** Ends the session of a cookie. */
async function endSession(token: unknown): Promise<void> {
  const claim = sessionClaim.safeParse(token);
  if (!claim.success) return;
  const given = await headers();
  await logFailures(async () => api().signOut(await visitorContextOf({ headers: given }), claim.data.sid));
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
    cookies: libraryCookies(),
    useSecureCookies: publicUrl(config).startsWith("https:"),
    logger: {
      error(error) {
        if (!(error instanceof CredentialsSignin)) logReport(error);
      },
      warn: (code) => app().log.debug({ code }, "sign-in warning"),
      debug: () => {},
    },
    callbacks: {
      async signIn({ user, account, profile }) {
        if (!account || !profile || account.type === "credentials") return true;
        const signIn = await signInByProvider(account, profile);
        if ("page" in signIn) return signIn.page;
        // The library passes its user object on to `jwt`, which writes the cookie.
        Object.assign(user, { sid: signIn.sessionId });
        return true;
      },
      // Without a user it reads a cookie; null removes the cookie of an ended session.
      async jwt({ token, user }) {
        if (user) return "sid" in user ? { sid: user.sid } : null;
        return (await isLiveSession(token)) ? token : null;
      },
    },
    events: {
      signOut: (message) => endSession("token" in message ? message.token : null),
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
export async function startWithProvider(id: string, next: string): Promise<string | null> {
  if (!providerChoices().some((choice) => choice.id === id)) return null;
  const url: unknown = await signIn(id, { redirectTo: next, redirect: false });
  return typeof url === "string" ? url : null;
}
