import { beforeEach, expect, test, vi } from "vitest";
import "./provide-api.ts";

// Uses the real library, so that an upgrade with other cookies fails here.

const secret = "a secret of this test, 32 letters or more";

beforeEach(() => {
  vi.resetModules();
  vi.stubEnv("AUTH_SECRET", secret);
  vi.stubEnv("DATABASE_URL", "postgres://unknown@localhost/nothing");
  vi.stubEnv("SMTP_URL", "smtp://localhost:1025");
});

test("the session cookie has the format of the sign-in library", async () => {
  const { sessionCookie } = await import("./session-cookie.ts");
  const { decode } = await import("next-auth/jwt");
  const sid = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
  const { name, value } = await sessionCookie(sid);
  expect(await decode({ token: value, secret, salt: name })).toMatchObject({ sid });
});

test("over HTTPS all cookies of the sign-in library have the prefix __Host- and are HttpOnly", async () => {
  vi.stubEnv("PUBLIC_URL", "https://desk.example.com");
  vi.stubEnv("AUTH_GITHUB_ID", "id");
  vi.stubEnv("AUTH_GITHUB_SECRET", "secret");
  const { NextRequest } = await import("next/server.js");
  const { handlers } = await import("./auth.ts");
  // A request as the server gets it from a proxy: with another host name, without TLS.
  const url = (path: string) => `http://localhost:3000/api/auth/${path}`;
  const csrf = await handlers.GET(new NextRequest(url("csrf")));
  const { csrfToken } = await csrf.json();
  const cookie = csrf.headers.getSetCookie().map((one) => one.split(";")[0]);
  const started = await handlers.POST(
    new NextRequest(url("signin/github"), {
      method: "POST",
      headers: { cookie: cookie.join("; "), "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrfToken, callbackUrl: "/account" }),
    }),
  );
  const set = [...csrf.headers.getSetCookie(), ...started.headers.getSetCookie()];
  expect(new Set(set.map((one) => one.split("=")[0]))).toEqual(
    new Set(["csrf-token", "callback-url", "pkce.code_verifier", "state"].map((name) => `__Host-authjs.${name}`)),
  );
  for (const one of set)
    expect(one).toMatch(/^__Host-[^;]+; (?=.*Path=\/(;|$))(?=.*HttpOnly)(?=.*Secure)(?=.*SameSite=Lax)/);
  const away = new URL(started.headers.get("location") ?? "");
  expect(away.searchParams.get("redirect_uri")).toBe("https://desk.example.com/api/auth/callback/github");
});
