import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { APIRequestContext } from "@playwright/test";
import { createDispatchData } from "./modules/parcels.ts";
import { call, createTenant, expect, openDesk, signUp, test, testUrls } from "./support/actions.ts";

// Headers and status of the responses of every page, route, file and procedure, over HTTP.

const app = fileURLToPath(new URL("../apps/web/src/app", import.meta.url));
const routesOf = (name: string) =>
  globSync(`**/${name}`, { cwd: app })
    .sort()
    .map((file) => file.split("/").slice(0, -1))
    .map((folders) => `/${folders.filter((folder) => !folder.startsWith("(")).join("/")}`);

/** The URL of a route in an organisation. Other parameters need not exist, because only headers and status are checked. */
const pathOf = (route: string, tenant: string) =>
  route
    .replace("[tenant]", tenant)
    .replace(/^\/operator-pages/, "/operator")
    .replace(/\[\[?\.\.\.[^\]]+\]\]?/, "session")
    .replace("[trpc]", "system.ping")
    .replace(/\[[^\]]+\]/g, "01990000-0000-7000-8000-000000000000");

const inside = (tenant: string) => [
  // pages.spec.ts checks the other pages.
  ...["/", "/sign-in", "/t/[tenant]", "/account", ...routesOf("route.ts")].map((route) => pathOf(route, tenant)),
  ...["/api/trpc/users.me", "/api/trpc/items.list?input=%7B%7D", "/api/trpc/no.such", "/api/trpc/items.list?input=%7B"],
  ...["/api/%", "/%", "/nothing/here", "/api/nothing", "/icon.svg", "/_next/static/nothing.js"],
];

/** The URLs of a script and a style sheet of a page. */
async function assets(request: APIRequestContext): Promise<string[]> {
  const html = await (await request.get(`${testUrls().BASE_URL}/sign-in`)).text();
  const found = [/\/_next\/static\/[^"]+\.js/, /\/_next\/static\/[^"]+\.css/].flatMap((kind) => kind.exec(html) ?? []);
  expect(found).toHaveLength(2);
  return found;
}

const texts =
  /^(?:text\/(?:html|css|plain|x-component|event-stream|javascript)|application\/javascript|image\/svg\+xml)\b/;

test("every response has a content type, is not cached, and is not readable by other sites", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { BASE_URL } = testUrls();
  const own = inside(tenant);
  const built = await assets(page.request);
  expect(own.length).toBeGreaterThan(25);
  for (const path of [...own, ...built]) {
    await test.step(path, async () => {
      const headers = { "x-tenant-id": tenant, accept: "text/html", origin: "https://evil.test" };
      const answer = await page.request.get(`${BASE_URL}${path}`, { headers, maxRedirects: 0 });
      const received = answer.headers();
      expect(Object.keys(received).filter((name) => name.startsWith("access-control-"))).toEqual([]);
      const body = await answer.text();
      const type = received["content-type"] ?? "";
      // Without content there is no type.
      if (body) expect(type).not.toBe("");
      // JSON is always UTF-8 (RFC 8259); texts declare it.
      if (type.startsWith("application/json")) JSON.parse(body);
      else if (body) {
        expect(type).toMatch(texts);
        if (type.startsWith("text/html")) expect(body).toMatch(/^<!doctype html>/i);
        if (!type.includes("javascript") && !type.startsWith("image/")) expect(type).toMatch(/charset=utf-8/i);
      }
      if (built.includes(path)) expect(received["cache-control"]).toBe("public, max-age=31536000, immutable");
      else if (path !== "/icon.svg") expect(received["cache-control"]).toContain("no-store");
    });
  }
});

const nowhere = [
  ...["/.git/HEAD", "/.git/config", "/.gitignore", "/.svn/entries", "/.hg/store", "/.env", "/.env.local", "/.npmrc"],
  ...[
    "/package.json",
    "/pnpm-lock.yaml",
    "/tsconfig.json",
    "/next.config.ts",
    "/turbo.json",
    "/Dockerfile",
    "/README.md",
  ],
  ...[
    "/src/server/main.ts",
    "/.next/BUILD_ID",
    "/.next/server/app-paths-manifest.json",
    "/node_modules/next/package.json",
  ],
  ...[
    "/_next/BUILD_ID",
    "/_next/static/../BUILD_ID",
    "/_next/static/../../.git/HEAD",
    "/_next/static/%2e%2e/%2e%2e/package.json",
  ],
  ...[
    "/..%2f..%2f.git%2fHEAD",
    "/_next/static/..%5c..%5cpackage.json",
    "//package.json",
    "/api/files/..%2f..%2fpackage.json",
  ],
];

test("sources, settings and internals of the build are not served", async ({ request }) => {
  const { BASE_URL } = testUrls();
  const maps = (await assets(request)).map((path) => `${path}.map`);
  for (const path of [...nowhere, ...maps]) {
    const answer = await request.get(`${BASE_URL}${path}`);
    expect([400, 401, 404], path).toContain(answer.status());
    expect(await answer.text(), path).not.toMatch(/"dependencies"|ref: refs|AUTH_SECRET|"mappings"|\[core\]/);
  }
  for (const script of await assets(request)) {
    expect(await (await request.get(`${BASE_URL}${script}`)).text()).not.toContain("sourceMappingURL");
  }
});

const csv = "sku,name\nA-1,Lamp\n";

test("a download's name is encoded in its header, and a file whose content does not match its name is refused", async ({
  page,
}) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { BASE_URL, OTHER_URL, STACK_ENV } = testUrls();
  const headers = { "x-tenant-id": tenant, "content-type": "text/csv" };
  const send = (name: string, data: string | Buffer) =>
    page.request.post(`${BASE_URL}/api/files?${new URLSearchParams({ for: "items.import", name })}`, { headers, data });
  const names: [given: string, header: string][] = [
    ["plain.csv", "attachment; filename=plain.csv"],
    ['a"b\\c.csv', 'attachment; filename="a\\"b_c.csv"'],
    ["../../etc/passwd.csv", "attachment; filename=.._.._etc_passwd.csv"],
    ['x.csv"; filename="evil.html.csv', 'attachment; filename="x.csv\\"; filename=\\"evil.html.csv"'],
    ["a\r\nset-cookie: a=b\r\n\r\n<script>.csv", 'attachment; filename="aset-cookie: a=b<script>.csv"'],
    ["東京 €.csv", `attachment; filename="?? ?.csv"; filename*=UTF-8''%E6%9D%B1%E4%BA%AC%20%E2%82%AC.csv`],
    ["100%41.csv", `attachment; filename=100%41.csv; filename*=UTF-8''100%2541.csv`],
  ];
  for (const [name, header] of names) {
    const { id } = await (await send(name, csv)).json();
    const path = `/api/files/${id}?tenant=${tenant}`;
    const led = await page.request.get(`${BASE_URL}${path}`, { maxRedirects: 0 });
    expect([led.status(), led.headers()["cache-control"]]).toEqual([302, "private, no-store"]);
    expect(led.headers().location).toContain(JSON.parse(STACK_ENV).S3_ENDPOINT);
    const streamed = await page.request.get(`${OTHER_URL}${path}`);
    expect(streamed.headers()["content-security-policy"]).toBe("sandbox");
    for (const answer of [await page.request.get(`${BASE_URL}${path}`), streamed]) {
      const received = answer.headers();
      expect(received["content-disposition"], name).toBe(header);
      expect(received["content-type"]).toBe("application/octet-stream");
      expect(received["cache-control"]).toContain("no-store");
      expect(received["set-cookie"]).toBeUndefined();
      expect(await answer.text()).toBe(csv);
    }
  }
  for (const bytes of [100, 3_000_000]) {
    const refused = await send("rows.xlsx", Buffer.alloc(bytes, "x"));
    expect(refused.status()).toBe(400);
    expect((await refused.json()).error.data.issues).toMatchObject([{ path: ["name"], code: "invalid" }]);
  }
});

test("a duplicate parameter is read once", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const { BASE_URL } = testUrls();
  await createDispatchData(page, tenant);
  const count = async (query: string) => {
    const url = `${BASE_URL}/api/trpc/items.list?${query}`;
    const answer = await page.request.get(url, { headers: { "x-tenant-id": tenant } });
    return answer.ok() ? (await answer.json()).result.data.items.length : answer.status();
  };
  const all = encodeURIComponent("{}");
  const none = encodeURIComponent(JSON.stringify({ search: "there is no such item" }));
  expect([await count(`input=${all}`), await count(`input=${none}`)]).toEqual([expect.any(Number), 0]);
  expect(await count(`input=${none}&input=${all}`)).toBe(0);
  expect(await count(`input=${all}&input=${none}`)).toBeGreaterThan(0);
  const headers = { "x-tenant-id": tenant, "content-type": "text/csv" };
  const twice = "for=items.import&for=parcels.label&name=a.csv&name=b.exe";
  const { id, name } = await (await page.request.post(`${BASE_URL}/api/files?${twice}`, { headers, data: csv })).json();
  expect(name).toBe("a.csv");
  const file = (query: string) => page.request.get(`${BASE_URL}/api/files/${id}?${query}`);
  expect((await file(`tenant=${tenant}&tenant=unknown-here`)).status()).toBe(200);
  expect((await file(`tenant=unknown-here&tenant=${tenant}`)).status()).toBe(404);
  // Of duplicate names in a body, the last one counts.
  const tag = await page.request.post(`${BASE_URL}/api/trpc/tags.create`, {
    headers: { "x-tenant-id": tenant, "content-type": "application/json" },
    data: Buffer.from('{"name":"One","name":"Two","color":"red"}'),
  });
  expect(tag.ok()).toBe(true);
  const tags = await call(page, tenant, "tags.create", { name: "Two", color: "red" }).catch(() => "taken");
  expect(tags).toBe("taken");
});

test("signing out ends the session, clears the browser's data, and sends other tabs to the sign-in", async ({
  page,
}) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await openDesk(page, tenant);
  const other = await page.context().newPage();
  await other.goto(`${testUrls().BASE_URL}/account`);
  await page.getByRole("button", { name: /Your account/ }).click();
  const answered = page.waitForResponse("**/api/sign-out");
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  expect(await (await answered).headerValue("clear-site-data")).toBe('"cache"');
  await page.waitForURL("**/sign-in");
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect((await page.request.get(`${testUrls().BASE_URL}/api/trpc/users.me`)).status()).toBe(401);
  await other.reload();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(tenant).not.toBe("");
});

test("a sign-out without a connection says that the session is still open, and clears the browser's data", async ({
  page,
}) => {
  await signUp(page);
  await page.goto(`${testUrls().BASE_URL}/account`);
  await page.route("**/api/sign-out", (route) => route.abort());
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("You are still signed in.")).toBeVisible();
});
