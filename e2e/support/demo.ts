import type { Browser, BrowserContext, BrowserContextOptions } from "@playwright/test";

/** The URL of the running demo and its organisation. */
export const base = process.env.BASE_URL ?? "http://localhost:3000";
export const slug = "northwind";
export const tenant = `/t/${slug}`;

/** Signs in by the form. */
export async function signIn(context: BrowserContext, email: string, password: string) {
  const page = await context.newPage();
  await page.goto(`${base}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.close();
}

/** A browser context signed in to the demo account. */
export async function demoContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  await signIn(context, "demo@waybill.localhost", "waybill-demo");
  return context;
}

/** The URL of the first row of a list. */
export async function firstOf(context: BrowserContext, path: string, pick = 0, link = "tbody a"): Promise<string> {
  const page = await context.newPage();
  await page.goto(`${base}${tenant}${path}`);
  const href = await page.locator(link).nth(pick).getAttribute("href");
  await page.close();
  return href ?? path;
}

/** The id of the first row of a list: the end of its path. */
export async function idOfFirst(context: BrowserContext, path: string, link?: string): Promise<string> {
  return (await firstOf(context, path, 0, link)).split("/").at(-1) ?? "";
}
