import type { Page } from "@playwright/test";
import {
  call,
  createTenant,
  expect,
  fresh,
  logOf,
  openDesk,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

/** Number of open live connections of organisations. */
function openStreams(...tenants: string[]): number {
  const lines = logOf("web").filter((line) => tenants.some((tenant) => line.includes(`"tenant":"${tenant}"`)));
  const started = lines.filter((line) => line.includes('"procedure":"system.live"')).length;
  return started - lines.filter((line) => line.includes("live connection ended")).length;
}

/** Calls a procedure in the page, over the browser's shared connections. Hangs if none is free. */
const ping = (page: Page) => page.evaluate(async () => (await fetch("/api/trpc/system.ping")).status);

async function openTab(page: Page, tenant: string): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(`${testUrls().BASE_URL}/t/${tenant}/tags`);
  return tab;
}

test("twelve tabs share one live connection, and another takes over when its tab is closed", async ({ page }) => {
  test.setTimeout(240_000);
  await signUp(page);
  const tenant = await createTenant(page);
  await openDesk(page, tenant);
  await untilLive(page);
  const tabs: Page[] = [];
  for (let n = 0; n < 11; n += 1) tabs.push(await openTab(page, tenant));
  for (const tab of tabs) await untilLive(tab);
  expect(await Promise.all([page, ...tabs].map(ping))).toEqual(Array(12).fill(200));
  await expect.poll(() => openStreams(tenant)).toBe(1);

  const first = fresh("Heard by all");
  await call(page, tenant, "tags.create", { name: first, color: "red" });
  for (const tab of tabs) await expect(tab.getByText(first)).toBeVisible();

  // Changes without a connection are not missed.
  const second = fresh("Meanwhile");
  await Promise.all([page.close(), call(tabs[0] as Page, tenant, "tags.create", { name: second, color: "blue" })]);
  for (const tab of tabs) await expect(tab.getByText(second)).toBeVisible();
  for (const tab of tabs) await untilLive(tab);
  await expect.poll(() => openStreams(tenant)).toBe(1);
});

test("tabs of many organisations leave connections for calls, and show which of them polls", {
  tag: "@long",
}, async ({ page }) => {
  test.setTimeout(240_000);
  await signUp(page);
  const tenants = [await createTenant(page)];
  for (let n = 0; n < 5; n += 1) {
    const slug = fresh("org");
    await call(page, null, "tenants.create", { name: slug, slug });
    tenants.push(slug);
  }
  const [first = "", ...others] = tenants;
  await openDesk(page, first);
  await untilLive(page);
  const beside = await openTab(page, first);
  const tabs: Page[] = [];
  for (const tenant of others) tabs.push(await openTab(page, tenant));
  for (const tab of [beside, ...tabs.slice(0, 2)]) await untilLive(tab);
  const last = tabs.at(-1) as Page;
  await expect(last.getByText("Every few seconds").first()).toBeAttached();
  expect(await Promise.all([beside, ...tabs].map(ping))).toEqual(Array(6).fill(200));
  await expect.poll(() => openStreams(...tenants)).toBe(3);
  // It polls for changes.
  const name = fresh("Polled");
  await call(page, tenants.at(-1) ?? "", "tags.create", { name, color: "red" });
  await expect(last.getByText(name)).toBeVisible();

  // The freed connection goes to the waiting tab; a tab that shared it shows that it polls.
  await page.close();
  await expect(beside.getByText("Every few seconds").first()).toBeAttached();
  await expect.poll(() => openStreams(...tenants)).toBe(3);
});

test("all tabs show a sign-out", { tag: "@long" }, async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await openDesk(page, tenant);
  await untilLive(page);
  const tabs = [await openTab(page, tenant), await openTab(page, tenant)];
  for (const tab of tabs) await untilLive(tab);
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  for (const tab of tabs) await expect(tab.getByText("You are signed out")).toBeVisible();
});
