import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { call, createTenant, expect, grantOperator, places, signUp, stockTheDesk, test } from "./support/desk.ts";

/** The route of every page, as its folder names it. */
const routes = globSync("**/page.tsx", { cwd: fileURLToPath(new URL("../apps/web/src/app", import.meta.url)) }).map(
  (file) =>
    `/${file
      .split("/")
      .slice(0, -1)
      .filter((part) => !part.startsWith("("))
      .join("/")
      // The operators' pages have another address than their folder.
      .replace(/^operator-pages/, "operator")}`,
);

/** What stands for the last part of an address that names one thing. */
async function idsOf(page: Page, tenant: string): Promise<Record<string, string>> {
  const { lamp, ada } = await stockTheDesk(page, tenant);
  const lines = [{ itemId: lamp.id, quantity: 1 }];
  const parcel = await call(page, tenant, "parcels.create", { reference: "WB-1", recipientId: ada.id, lines });
  const role = await call(page, tenant, "roles.create", { name: "Packer", permissions: ["parcels.read"] });
  const first = async (procedure: string) => {
    const answer = await page.request.get(`${places().BASE_URL}/api/trpc/${procedure}?input=%7B%7D`, {
      headers: { "x-tenant-id": tenant },
    });
    return (await answer.json()).result.data.items[0]?.id ?? lamp.id;
  };
  const [events, jobs] = [await first("events.list"), await first("jobs.list")];
  return { items: lamp.id, places: ada.id, parcels: parcel.id, roles: role.id, events, jobs };
}

test("no page does what its policy forbids, in either theme", async ({ page }) => {
  test.setTimeout(400_000);
  const { email } = await signUp(page);
  const tenant = await createTenant(page);
  const ids = await idsOf(page, tenant);
  grantOperator(email);
  const addresses = routes.map((route) =>
    route
      .replace("[tenant]", tenant)
      .replace("[kind]", "items.import")
      .replace("[token]", `${ids.items}.secret`)
      .replace(/([a-z]+)\/\[id\]/, (_all, list) => `${list}/${ids[list] ?? "missing"}`),
  );
  expect(addresses.filter((address) => /\[|missing/.test(address))).toEqual([]);
  expect(addresses.length).toBeGreaterThan(30);
  const themes = ["light", "dark"] as const;
  const shows = async (theme: (typeof themes)[number]) => {
    await page.emulateMedia({ colorScheme: theme });
    await expect(page.locator("html")).toHaveClass(new RegExp(theme));
  };
  // What is forbidden fails the test: see `quiet` in support/desk.ts.
  for (const [n, address] of [...addresses, "/nothing/here", "/t/nobody-here", "/%E0%A4%A"].entries()) {
    // Opened in one theme, changed to the other.
    await page.emulateMedia({ colorScheme: themes[n % 2] ?? null });
    const answer = await page.goto(`${places().BASE_URL}${address}`);
    expect(answer?.headers()["content-security-policy"], address).toContain("'strict-dynamic'");
    expect(answer?.status(), address).toBeLessThan(500);
    await page.locator("h1, [role=alert], main").first().waitFor();
    for (const theme of n % 2 ? themes.toReversed() : themes) await shows(theme);
  }
});

test("a script that somebody got into a page does not run", async ({ page, violations }) => {
  await page.route("**/sign-in", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(
      "</body>",
      `<script>window.injected = "script"</script><img src="data:," onerror="window.injected = 'handler'"></body>`,
    );
    await route.fulfill({ response: answer, body });
  });
  await page.goto(`${places().BASE_URL}/sign-in`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", `<img src="data:," onerror="window.injected = 'added'">`);
    const link = document.createElement("a");
    link.href = "javascript:window.injected = 'link'";
    document.body.append(link);
    link.click();
  });
  await expect.poll(() => violations.length).toBeGreaterThanOrEqual(3);
  expect(await page.evaluate(() => Reflect.get(window, "injected"))).toBeUndefined();
  violations.length = 0;
});

test("nobody's page can frame ours", async ({ page, violations }) => {
  await page.route("http://elsewhere.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${places().BASE_URL}/sign-in"></iframe>` }),
  );
  await page.goto("http://elsewhere.test/");
  await expect(page.frameLocator("iframe").getByRole("heading", { name: "Sign in" })).toHaveCount(0);
  violations.length = 0;
});

test("what cannot be decoded is not found, on whichever page and in whichever cookie", async ({ page }) => {
  const { BASE_URL } = places();
  await page.context().addCookies([{ name: "authjs.session-token", value: "%", url: BASE_URL }]);
  for (const path of ["/sign-in", "/sign-up", "/", "/account", "/api/auth/session", "/api/trpc/core.ping"]) {
    const answer = await page.request.get(`${BASE_URL}${path}`);
    expect(answer.status(), path).toBeLessThan(400);
  }
  await page.context().clearCookies();
  await signUp(page);
  const tenant = await createTenant(page);
  const missing = ["/t/%E0%A4%A/items", "/t/%E6%97%A5/items", "/%00", "/t/%0A", `/t/${tenant}/nothing`];
  const files = [`/api/files/x?tenant=${tenant}`, `/api/files/%00?tenant=${tenant}`, "/api/files/x?tenant=%E6%97%A5"];
  for (const path of [...missing, ...files]) {
    const answer = await page.request.get(`${BASE_URL}${path}`, { headers: { accept: "text/html" } });
    expect(answer.status(), path).toBe(404);
  }
});
