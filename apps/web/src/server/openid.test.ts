import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { NextRequest } from "next/server.js";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import "./provide-api.ts";

// The real sign-in library, with an OpenID provider that answers as each test defines.

const clientId = "waybill-client";
const sessionId = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
const secrets = { access: "the-access-token-of-the-provider", refresh: "the-refresh-token-of-the-provider" };
const issue = (algorithm: string) => generateKeyPair(algorithm);

/** The data that reached the API, and the browser's cookies besides those of the library. */
const arrived = vi.fn(async (_request: unknown, _profile: unknown) => ({ kind: "session", sessionId }));
const kept: unknown[] = [];
vi.mock("@waybill/api", async (original) => ({
  ...(await original<typeof import("@waybill/api")>()),
  createContext: async () => ({ device: "device" }),
  sessionOf: async () => null,
  signInWithPassword: async () => ({ ok: false, reason: "invalid" }),
  signInWithProvider: (request: unknown, profile: unknown) => arrived(request, profile),
  signOut: async () => {},
}));
vi.mock("./app.ts", () => ({ app: () => ({ log: { error: () => {}, warn: () => {}, debug: () => {} } }) }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => ({ get: () => undefined, set: (...cookie: unknown[]) => kept.push(cookie) }),
}));

type Sign = (claims: JWTPayload) => Promise<string> | string;
const keys = { own: await issue("RS256"), foreign: await issue("RS256") };
const signedBy =
  (key: keyof typeof keys, change: (claims: JWTPayload) => JWTPayload = (claims) => claims): Sign =>
  (claims) =>
    new SignJWT(change(claims)).setProtectedHeader({ alg: "RS256", kid: "own" }).sign(keys[key].privateKey);

let server: Server;
let issuer: string;
/** The faults of the provider. */
let odd: { sign?: Sign; metadata?: object; person?: object } = {};
let nonce: string | null = null;
/** The parameters with which a code was last exchanged. */
let exchange = new URLSearchParams();
let lastIdToken = "";

async function answerOf(path: string): Promise<unknown> {
  if (path === "/.well-known/openid-configuration") {
    const at = (name: string) => `${issuer}/${name}`;
    return {
      issuer,
      authorization_endpoint: at("authorize"),
      token_endpoint: at("token"),
      userinfo_endpoint: at("me"),
      jwks_uri: at("keys"),
      authorization_response_iss_parameter_supported: true,
      ...odd.metadata,
    };
  }
  if (path === "/keys") return { keys: [{ ...(await exportJWK(keys.own.publicKey)), kid: "own", alg: "RS256" }] };
  if (path === "/me")
    return { sub: "ada", email: "ada@identity.test", email_verified: true, name: "Ada", ...odd.person };
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: clientId, sub: "ada", iat: now, exp: now + 300, ...(nonce ? { nonce } : {}) };
  lastIdToken = await (odd.sign ?? signedBy("own"))(claims);
  const { access, refresh } = secrets;
  return { access_token: access, refresh_token: refresh, id_token: lastIdToken, token_type: "Bearer", expires_in: 60 };
}

beforeAll(async () => {
  server = createServer(async (request, answer) => {
    answer.setHeader("content-type", "application/json");
    if (request.url === "/token") exchange = new URLSearchParams(await text(request));
    answer.end(JSON.stringify(await answerOf(request.url ?? "")));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllGlobals();
  arrived.mockClear();
  kept.length = 0;
  odd = {};
  const settings = {
    AUTH_SECRET: "a secret of this test, 32 letters or more",
    ...{ DATABASE_URL: "postgres://unknown@localhost/nothing", SMTP_URL: "smtp://localhost:1025" },
    ...{ AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_ID: clientId, AUTH_OIDC_SECRET: "secret" },
    ...{ AUTH_GITHUB_ID: "id", AUTH_GITHUB_SECRET: "secret" },
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
});

const url = (path: string) => `http://127.0.0.1:3000/api/auth/${path}`;

/** A browser's cookies: the last value of each name. */
class Jar {
  readonly #cookies = new Map<string, string>();

  take(answer: Response): Response {
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return answer;
  }

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}

/** Begins a sign-in, as a browser does. @returns the provider's URL, and the browser's cookies */
async function startSignIn(provider = "oidc"): Promise<{ away: URLSearchParams; jar: Jar }> {
  const { handlers } = await import("./auth.ts");
  const jar = new Jar();
  const csrf = await handlers.GET(new NextRequest(url("csrf")));
  const { csrfToken } = await jar.take(csrf).json();
  const headers = { cookie: jar.header, "content-type": "application/x-www-form-urlencoded" };
  const body = new URLSearchParams({ csrfToken, callbackUrl: "/account" });
  const started = await handlers.POST(new NextRequest(url(`signin/${provider}`), { method: "POST", headers, body }));
  const { searchParams } = new URL(jar.take(started).headers.get("location") ?? "");
  nonce = searchParams.get("nonce");
  return { away: searchParams, jar };
}

/** Comes back with the provider's answer. @returns where the browser is led to */
async function comeBack(jar: Jar, parameters: Record<string, string>): Promise<{ to: string; answer: Response }> {
  const { handlers } = await import("./auth.ts");
  const callback = url(`callback/oidc?${new URLSearchParams(parameters)}`);
  const answer = await handlers.GET(new NextRequest(callback, { headers: { cookie: jar.header } }));
  return { to: new URL(answer.headers.get("location") ?? "").pathname, answer };
}

async function signIn(change: Record<string, string> = {}) {
  const { away, jar } = await startSignIn();
  return comeBack(jar, { code: "code", state: away.get("state") ?? "", iss: issuer, ...change });
}

const signedIn = () => arrived.mock.calls.length > 0;

describe("an OpenID provider", () => {
  test("signs a person in with a valid response", async () => {
    expect((await signIn()).to).toBe("/account");
    expect(arrived.mock.calls[0]?.[1]).toMatchObject({
      provider: "oidc",
      accountId: "ada",
      email: "ada@identity.test",
    });
  });

  test("gets a fresh challenge, state and nonce with each request", async () => {
    const [one, other] = [await startSignIn(), await startSignIn()];
    for (const name of ["code_challenge", "state", "nonce"]) {
      expect(one.away.get(name)?.length, name).toBeGreaterThanOrEqual(43);
      expect(one.away.get(name)).not.toBe(other.away.get(name));
    }
  });

  test("gets the verifier of its challenge with the code", async () => {
    const { away, jar } = await startSignIn();
    await comeBack(jar, { code: "code", state: away.get("state") ?? "", iss: issuer });
    const verifier = exchange.get("code_verifier") ?? "";
    expect(away.get("code_challenge_method")).toBe("S256");
    expect(createHash("sha256").update(verifier).digest("base64url")).toBe(away.get("code_challenge"));
  });

  test("returns tokens that are neither stored nor sent to the browser", async () => {
    const { answer } = await signIn();
    const { sessionCookieName, decode } = await import("./session-cookie.ts");
    const name = sessionCookieName();
    const cookies = answer.headers.getSetCookie();
    const token = cookies.map((one) => new RegExp(`^${name}=([^;]+)`).exec(one)?.[1]).find(Boolean) ?? "";
    const claims = await decode(token, { secret: process.env.AUTH_SECRET ?? "", salt: name });
    expect(claims).toEqual({
      sid: sessionId,
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
    });
    const everything = JSON.stringify([arrived.mock.calls, kept, [...answer.headers], await answer.text(), claims]);
    expect(everything).toContain("ada@identity.test");
    for (const one of [...Object.values(secrets), lastIdToken]) expect(everything).not.toContain(one);
  });
});

describe("an address that the provider has not confirmed is not used", () => {
  const unconfirmed = { email: null, emailVerified: false };

  test.each([[{ email_verified: false }], [{ email_verified: undefined }], [{ email_verified: "true" }]])(
    "of an OpenID provider: %j",
    async (person) => {
      odd = { person };
      await signIn();
      expect(arrived.mock.calls[0]?.[1]).toMatchObject(unconfirmed);
    },
  );

  const email = "ada@identity.test";
  test.each([
    [[{ email, primary: true, verified: true }], { email, emailVerified: true }],
    [[{ email, primary: true, verified: false }], unconfirmed],
    [[{ email, primary: false, verified: true }], unconfirmed],
    [[], unconfirmed],
  ])("of GitHub, whose list says so: %j", async (emails, profile) => {
    vi.stubGlobal("fetch", async () => Response.json(emails));
    const { signInByProvider } = await import("./provider-sign-in.ts");
    await signInByProvider({ provider: "github", providerAccountId: "1", access_token: "t" }, { email });
    expect(arrived.mock.calls[0]?.[1]).toMatchObject(profile);
  });
});

describe("an ID token is refused", () => {
  const changed = (change: JWTPayload) => signedBy("own", (claims) => ({ ...claims, ...change }));
  const tokens: [string, Sign][] = [
    ["that someone else has signed", signedBy("foreign")],
    ["that no one has signed", (claims) => new UnsecuredJWT(claims).encode()],
    [
      "whose signature was cut off",
      async (claims) => `${(await signedBy("own")(claims)).split(".").slice(0, 2).join(".")}.`,
    ],
    [
      "that was changed after it was signed",
      async (claims) => {
        const [header, , signature] = (await signedBy("own")(claims)).split(".");
        const body = Buffer.from(JSON.stringify({ ...claims, sub: "ada", admin: true })).toString("base64url");
        return `${header}.${body}.${signature}`;
      },
    ],
    [
      "that is signed with the client's secret",
      (claims) =>
        new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "own" }).sign(Buffer.from("secret".repeat(8))),
    ],
    ["of another issuer", changed({ iss: "https://issuer.evil.test" })],
    ["for another client", changed({ aud: "another-client" })],
    ["for several clients, given to another one", changed({ aud: [clientId, "another"], azp: "another" })],
    ["with another sign-in's nonce", changed({ nonce: "the-nonce-of-another-sign-in" })],
    ["without a nonce", signedBy("own", ({ nonce: _, ...claims }) => claims)],
    ["that is over", changed({ iat: 1_700_000_000, exp: 1_700_000_300 })],
    ["of another person than the user info", changed({ sub: "eve" })],
  ];
  test.each(tokens)("%s", async (_what, sign) => {
    odd = { sign };
    expect((await signIn()).to).toBe("/sign-in");
    expect(signedIn()).toBe(false);
  });
});

describe("a response is refused", () => {
  test("if the metadata names another issuer", async () => {
    const { away, jar } = await startSignIn();
    odd = { metadata: { issuer: "https://issuer.evil.test" } };
    expect((await comeBack(jar, { code: "code", state: away.get("state") ?? "" })).to).toBe("/sign-in");
    expect(signedIn()).toBe(false);
  });

  test.each([
    ["from another issuer", { iss: "https://issuer.evil.test" }],
    ["with another state", { state: "the-state-of-another-sign-in" }],
  ])("%s", async (_what, change) => {
    expect((await signIn(change)).to).toBe("/sign-in");
    expect(signedIn()).toBe(false);
  });

  test("without an issuer, if the provider announces that it sends one", async () => {
    const { away, jar } = await startSignIn();
    expect((await comeBack(jar, { code: "code", state: away.get("state") ?? "" })).to).toBe("/sign-in");
    expect(signedIn()).toBe(false);
  });

  test("for a sign-in that started with another provider", async () => {
    const { away, jar } = await startSignIn("github");
    const answer = await comeBack(jar, { code: "code", state: away.get("state") ?? "", iss: issuer });
    expect(answer.to).toBe("/sign-in");
    expect(signedIn()).toBe(false);
  });

  test("in a browser without a started sign-in", async () => {
    const { away } = await startSignIn();
    expect((await comeBack(new Jar(), { code: "code", state: away.get("state") ?? "", iss: issuer })).to).toBe(
      "/sign-in",
    );
    expect(signedIn()).toBe(false);
  });
});
