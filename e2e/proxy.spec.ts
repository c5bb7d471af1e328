import type { ChildProcess } from "node:child_process";
import { connect, type SecureVersion } from "node:tls";
import { request } from "@playwright/test";
import { expect, fresh, password, signIn, signUp, test, testUrls } from "./support/actions.ts";
import { freePort, startProcess, stopProcess, untilAnswering } from "./support/processes.ts";
import { proxyAddress, startProxy, type TlsProxy } from "./support/proxy.ts";

// A third web process behind a TLS proxy, under another name. One test worker, so that it starts once.
test.describe.configure({ mode: "default" });
test.use({ ignoreHTTPSErrors: true });

const desk = () => testUrls().PROXIED_URL;
let web: ChildProcess;
let proxy: TlsProxy;
let direct: string;

test.beforeAll(async () => {
  const port = await freePort();
  direct = `http://127.0.0.1:${port}`;
  const env = JSON.parse(testUrls().STACK_ENV);
  web = startProcess("web-proxied", "apps/web", "src/server/main.ts", {
    ...env,
    ...{ PORT: String(port), PUBLIC_URL: desk(), TRUST_PROXY: proxyAddress },
  });
  const { hostname, port: proxyPort } = new URL(desk());
  proxy = await startProxy({ name: hostname, port: Number(proxyPort), upstream: port });
  await untilAnswering(`${direct}/api/trpc/system.health`);
});
test.afterAll(() => Promise.all([proxy.stop(), stopProcess(web)]));

test("a password signs in under the proxy's name, with secure cookies and HSTS", async ({ page, browser }) => {
  const { email } = await signUp(page);
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    // The list does not show an address that the client claims.
    extraHTTPHeaders: { "x-forwarded-for": "203.0.113.9" },
  });
  const there = await context.newPage();
  const answer = await there.goto(`${desk()}/account`);
  expect(there.url()).toBe(`${desk()}/sign-in?next=%2Faccount`);
  expect(answer?.headers()["strict-transport-security"]).toContain("max-age=63072000");
  await signIn(there, email);
  await there.waitForURL(`${desk()}/account`);
  await there.goto(`${desk()}/account/sessions`);
  const list = there.getByRole("listitem").filter({ hasText: "This browser" });
  await expect(list).toContainText("127.0.0.1, with a password, last seen");
  const cookies = (await context.cookies()).filter(({ name }) => name.includes("session-token"));
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ secure: true, httpOnly: true, domain: new URL(desk()).hostname });
  expect(cookies[0]?.name).toMatch(/^__(?:Secure|Host)-/);
  await context.close();
});

test("the proxy accepts only recent TLS", async () => {
  const { hostname, port } = new URL(desk());
  const agreed = (version: SecureVersion) =>
    new Promise<string | null>((resolve) => {
      // The client allows old versions, so that the server refuses them.
      const options = {
        minVersion: version,
        maxVersion: version,
        ciphers: "DEFAULT:@SECLEVEL=0",
        servername: hostname,
      };
      const socket = connect({ host: "127.0.0.1", port: Number(port), rejectUnauthorized: false, ...options });
      socket.once("secureConnect", () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.once("error", () => resolve(null));
    });
  expect(await agreed("TLSv1.3")).toBe("TLSv1.3");
  expect(await agreed("TLSv1.2")).toBe("TLSv1.2");
  expect(await agreed("TLSv1.1")).toBeNull();
  expect(await agreed("TLSv1")).toBeNull();
});

test("an OpenID provider redirects to the proxy's name", async ({ page }) => {
  const login = fresh("erin");
  await page.goto(`${desk()}/sign-in?next=/account`);
  await page.getByRole("button", { name: "Continue with Company account" }).click();
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`${desk()}/account`);
  await expect(page.getByText(`${login}@identity.test`)).toBeVisible();
});

test("changes from pages of other sites are refused", async () => {
  const program = await request.newContext();
  const post = (origin: string) =>
    program.post(`${direct}/api/trpc/auth.signUp`, { headers: { origin }, data: {} }).then((answer) => answer.status());
  expect(await post("https://evil.test")).toBe(403);
  expect(await post(desk())).toBe(400);
  await program.dispose();
});

test("forwarded headers of a direct request are ignored", async ({ page }) => {
  const { email } = await signUp(page);
  // If the proxy has no separate address, use the process that trusts no proxy.
  const base = proxyAddress === "127.0.0.1" ? testUrls().OTHER_URL : direct;
  const claims = {
    ...{ "x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9", forwarded: "for=203.0.113.9" },
    ...{ "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" },
  };
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...claims, cookie, ...init.headers };
    const answer = await fetch(`${base}${path}`, { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  const { csrfToken } = await (await ask("/api/auth/csrf")).json();
  const signedIn = await ask("/api/auth/callback/credentials", {
    method: "POST",
    body: new URLSearchParams({ csrfToken, email, password }),
  });
  expect(signedIn.headers.get("location") ?? "").not.toContain("evil.test");
  const { result } = await (await ask("/api/trpc/users.sessions")).json();
  const mine = result.data.items.find(({ current }: { current: boolean }) => current);
  expect(mine.ip).toBe("127.0.0.1");
});
