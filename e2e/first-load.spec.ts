import { gzipSync } from "node:zlib";
import type { BrowserContext, Page, Response, Route } from "@playwright/test";
import { createTenant, expect, password, signUp, test, testUrls } from "./support/actions.ts";
import { walkedModules } from "./support/modules.ts";
import { pathOf, type Subjects } from "./support/pages.ts";

// The scripts of a page, and the actions of people before they are loaded.

/** Holds back the scripts of a page. @returns releases them */
async function holdScripts(page: Page): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let open = false;
  await page.route("**/_next/static/**/*.js", async (route) => {
    if (open) await route.continue();
    else held.push(route);
  });
  return async () => {
    open = true;
    await Promise.all(held.map((route) => route.continue()));
  };
}

test("a form that is filled in and sent before hydration is sent after it, and no value gets into a URL", async ({
  page,
}) => {
  const { email } = await signUp(page);
  await page.context().clearCookies();
  const letThrough = await holdScripts(page);
  await page.goto(`${testUrls().BASE_URL}/sign-in`, { waitUntil: "commit" });
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Password").press("Enter");
  const urls: string[] = [];
  page.on("request", (request) => urls.push(request.url()));
  await letThrough();
  await page.waitForURL("**/organisations/new");
  expect(urls.filter((url) => url.includes(encodeURIComponent(password)))).toEqual([]);
});

test("a form whose schema cannot be loaded is validated by the server", async ({ page }) => {
  await page.route("**/_next/static/**/*.js", async (route) => {
    const answer = await route.fetch();
    // The chunk of Zod.
    if ((await answer.text()).includes("~standard")) await route.abort();
    else await route.fulfill({ response: answer });
  });
  await page.goto(`${testUrls().BASE_URL}/sign-in`);
  await page.getByLabel("Email").fill("unknown");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  expect(new URL(page.url()).search).toBe("");
});

/** The JavaScript that a page loads before any interaction, compressed, in kilobytes. */
async function scriptsOf(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  const scripts: Response[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(response);
  });
  await page.goto(url, { waitUntil: "networkidle" });
  // A script that comes later is not counted: its content would be gone with the page.
  const bodies = await Promise.all(scripts.map((response) => response.body()));
  return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1024;
}

test("pages load no more JavaScript than their budgets", async ({ page, browser }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const subjects: Subjects = { "t/[tenant]": tenant };
  const modules = await walkedModules();
  for (const { makeRecords } of modules) Object.assign(subjects, await makeRecords(page, tenant));
  // `npm run bench -- pages` compares them with a bare page.
  const budgets = Object.assign({ "/sign-in": 195, "/t/[tenant]": 280 }, ...modules.map(({ scripts }) => scripts));
  const state = await page.context().storageState();
  const found: Record<string, number> = {};
  for (const route of Object.keys(budgets)) {
    const context = await browser.newContext(route === "/sign-in" ? {} : { storageState: state });
    found[route] = await scriptsOf(context, `${testUrls().BASE_URL}${pathOf(route, subjects)}`);
    await context.close();
  }
  console.info(found);
  for (const [route, kilobytes] of Object.entries(found)) {
    expect(kilobytes, route).toBeGreaterThan(100);
    expect(kilobytes, route).toBeLessThan(budgets[route]);
  }
});
