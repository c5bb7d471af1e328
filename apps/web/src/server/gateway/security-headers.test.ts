import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secretPaths } from "./security-headers.ts";
import { startGateway } from "./testing.ts";

let plain: Awaited<ReturnType<typeof startGateway>>;
let https: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  [plain, https] = await Promise.all([startGateway(), startGateway({ PUBLIC_URL: "https://desk.test" })]);
});
afterAll(() => Promise.all([plain.close(), https.close()]));

const headersOf = async (path: string, server = plain) => (await server.ask(path)).headers;

describe("a page", () => {
  test("has a policy with its own nonce, which it receives, and allows no other inline script", async () => {
    const seen = new Set<string>();
    for (const path of ["/", "/sign-in", "/t/acme/items", "/%", "/"]) {
      const policy = String((await headersOf(path))["content-security-policy"]);
      const scripts = policy.split("; ").find((part) => part.startsWith("script-src"));
      const nonce = /'nonce-([A-Za-z0-9+/]{22}==)'/.exec(scripts ?? "")?.[1] ?? "";
      expect(scripts).toBe(`script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`);
      const { request } = plain.reached.at(-1) ?? {};
      expect(request?.headers).toMatchObject({ "x-nonce": nonce, "content-security-policy": policy });
      seen.add(nonce);
    }
    expect(seen.size).toBe(5);
  });

  test("ignores a policy and a nonce from the client", async () => {
    await plain.ask("/", { headers: { "x-nonce": "mine", "content-security-policy": "script-src 'nonce-mine'" } });
    const { request } = plain.reached.at(-1) ?? {};
    expect(JSON.stringify(request?.headers)).not.toContain("mine");
  });

  test("cannot be framed, and has no foreign base, objects or form targets", async () => {
    const policy = (await headersOf("/sign-in"))["content-security-policy"];
    for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'"]) {
      expect(policy).toContain(part);
    }
  });
});

describe("a response", () => {
  const everywhere = [
    "/sign-in",
    "/api/trpc/system.ping",
    "/api/files/x",
    "/api/auth/session",
    "/_next/static/a.js",
    "/api/%",
  ];

  test.each(everywhere)("at %s has all security headers", async (path) => {
    const headers = await headersOf(path);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "strict-origin-when-cross-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["permissions-policy"]).toContain("camera=()");
    expect(headers).not.toHaveProperty("strict-transport-security");
  });

  test.each(everywhere)("at %s requires HTTPS if the site uses it", async (path) => {
    expect((await headersOf(path, https))["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
  });

  test.each(["/api/trpc/system.ping", "/api/trpc/system.live", "/api/auth/session"])(
    "at %s is not cached",
    async (path) => {
      const headers = await headersOf(path);
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
    },
  );
});

describe("a URL with a secret", () => {
  const source = join(import.meta.dirname, "../../app");
  const pages = globSync("**/page.tsx", { cwd: source }).map((file) => ({
    route: `/${file
      .split("/")
      .slice(0, -1)
      .filter((part) => !part.startsWith("("))
      .join("/")}`,
    code: readFileSync(join(source, file), "utf8"),
  }));
  const withSecret = pages.filter(
    ({ route, code }) => /\[(?:token|secret|code)\]/.test(route) || /\btoken\b/.test(code),
  );

  test("is listed for every page that reads one", () => {
    expect(withSecret.map(({ route }) => route)).toEqual(
      expect.arrayContaining(["/verify-email", "/sign-in/link", "/reset-password", "/invitations/[token]"]),
    );
    const unknown = withSecret.filter(({ route }) => !secretPaths.some((path) => path.test(route)));
    expect(unknown.map(({ route }) => route)).toEqual([]);
  });

  test.each([
    "/verify-email?token=a",
    "/reset-password?token=a",
    "/sign-in/link?token=a",
    "/confirm-email?token=a",
    "/undo-email?token=a",
    "/invitations/a.b",
    "/%69nvitations/a.b",
    "/verify-email/",
  ])("is not sent as a referrer: %s", async (path) =>
    expect((await headersOf(path))["referrer-policy"]).toBe("no-referrer"),
  );
});
