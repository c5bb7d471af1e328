import type { Page } from "@playwright/test";
import {
  call,
  colleague,
  createTenant,
  expect,
  expectAccessible,
  openDesk,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

// Permissions end on one web process, and a page that is open on the other one reacts.

const at = (tenant: string, path: string) => `${testUrls().BASE_URL}/t/${tenant}${path}`;
const elsewhere = (tenant: string, path: string) => `${testUrls().OTHER_URL}/t/${tenant}${path}`;

/** Counts the page's new live connections. */
function connectionsOf(page: Page): () => number {
  let count = 0;
  page.on("request", (request) => {
    if (request.url().includes("system.live")) count += 1;
  });
  return () => count;
}

/** Creates roles until the owner's page shows the last one, so that the other page had time to react wrongly. */
async function goOn(page: Page, tenant: string) {
  await page.goto(at(tenant, "/roles"));
  await untilLive(page);
  for (const name of ["ONE", "TWO", "THREE"]) {
    await call(page, tenant, "roles.create", { name, permissions: ["tenants.read"] });
    await expect(page.getByRole("link", { name })).toBeVisible();
  }
}

test("a removed member sees it at once, and no later changes", async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const other = await colleague(page, tenant, "viewer", "Vera Viewer");
  await other.goto(elsewhere(tenant, "/roles"));
  await untilLive(other);
  await page.goto(at(tenant, "/members"));
  await page.getByRole("button", { name: "Remove Vera Viewer" }).click();
  const connections = connectionsOf(other);
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(other.getByText("You no longer have access")).toBeVisible();
  await expectAccessible(other);
  await goOn(page, tenant);
  expect(connections()).toBe(0);
  await expect(other.getByText("ONE")).toHaveCount(0);
  await other.getByRole("link", { name: "Go to the start page" }).click();
  await other.waitForURL("**/organisations/new");
  await other.context().close();
});

test("a person who is signed out elsewhere sees it at once, and returns to the page by signing in", async ({
  page,
  browser,
}) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  await openDesk(page, tenant);
  const other = await (await browser.newContext({ storageState: await page.context().storageState() })).newPage();
  await other.goto(elsewhere(tenant, "/roles"));
  await untilLive(other);
  const connections = connectionsOf(other);
  // Both browsers have the same session.
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in**");
  await expect(other.getByText("You are signed out")).toBeVisible();
  expect(connections()).toBe(0);
  await other.getByRole("link", { name: "Sign in" }).click();
  await expect(other.getByLabel("Email")).toBeVisible();
  expect(new URL(other.url()).searchParams.get("next")).toBe(`/t/${tenant}/roles`);
  await other.context().close();
});

test("a member with a lesser role keeps the page, with the remaining actions", async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const other = await colleague(page, tenant, "admin", "Ada Admin");
  await other.goto(elsewhere(tenant, "/roles"));
  await untilLive(other);
  const create = other.getByRole("link", { name: "New role" }).first();
  await expect(create).toBeVisible();
  await page.goto(at(tenant, "/members"));
  await page.getByLabel("Role of Ada Admin").selectOption({ label: "Viewer" });
  await expect(create).toBeHidden();
  await expect(other.getByRole("heading", { name: "Roles" })).toBeVisible();
  await other.context().close();
});
