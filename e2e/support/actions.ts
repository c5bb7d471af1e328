import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test as base, expect, type Page } from "@playwright/test";
import axe, { type RunOptions } from "axe-core";
import { z } from "zod";
import { callProcedure } from "./call.ts";
import { createPerson } from "./people.ts";
import { testUrls } from "./urls.ts";

export { testUrls };

const mailFile = z.object({ to: z.array(z.string()), subject: z.string(), text: z.string(), html: z.string() });

/** All mails of the mail server so far, oldest first. */
export const receivedMails = () =>
  readdirSync(testUrls().MAIL_FOLDER)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => mailFile.parse(JSON.parse(readFileSync(join(testUrls().MAIL_FOLDER, name), "utf8"))));

/** Waits for a mail to an address. @returns the match of a pattern in it */
async function fromMail(to: string, subject: RegExp, what: RegExp): Promise<string> {
  let found: string | undefined;
  await expect
    .poll(
      () => {
        found = receivedMails()
          .findLast((mail) => mail.to.includes(to) && subject.test(mail.subject))
          ?.text.match(what)?.[0];
        return found;
      },
      { message: `a mail ${subject} to ${to}`, timeout: 30_000 },
    )
    .toBeTruthy();
  return found ?? "";
}

/** Waits for a mail to an address. @returns the link in it */
export const linkFromMail = (to: string, subject: RegExp) => fromMail(to, subject, /https?:\/\/\S+/);

/** Waits for a mail with a code to an address. @returns the code */
export const codeFromMail = (to: string) => fromMail(to, /^Your confirmation code$/, /\d{8}/);

/** The log lines of a process so far. */
export function logOf(process: "web" | "web-2" | "worker" | "worker-2"): string[] {
  return readFileSync(new URL(`../../.artifacts/e2e-logs/${process}.log`, import.meta.url), "utf8").split("\n");
}

/** Makes a person an operator, by the command line. */
export function grantOperator(email: string) {
  execFileSync(process.execPath, ["src/main.ts", "operators", "grant", email], {
    cwd: fileURLToPath(new URL("../../apps/cli", import.meta.url)),
    env: JSON.parse(testUrls().STACK_ENV),
  });
}

let counter = 0;

/** A unique text. */
export function fresh(word: string): string {
  counter += 1;
  return `${word}-${process.pid.toString(36)}${Date.now().toString(36)}${counter}`;
}

/** The password of all people in these tests. */
export const password = "a long enough password";

/** Signs up and signs in a new person by forms and mail. @param base the web server */
export async function signUpByForm(page: Page, name = "Ada Lovelace", base = testUrls().BASE_URL) {
  const email = `${fresh("person")}@example.test`;
  await page.goto(`${base}/sign-up`);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("Check your email")).toBeVisible();
  await confirmByForm(page, email);
  return { email, name };
}

/** Opens the link of a sign-up and chooses the password. */
export async function confirmByForm(page: Page, email: string) {
  await page.goto(await linkFromMail(email, /confirm/i));
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/verify-email"));
}

/** A new signed-in person, by database rows and a cookie: for tests of other subjects. */
export async function signUp(page: Page, name = "Ada Lovelace") {
  const email = `${fresh("person")}@example.test`;
  await page.context().addCookies([await createPerson({ name, email, password })]);
  return { email, name };
}

/** Signs in by the open form. */
export async function signIn(page: Page, email: string) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** Creates an organisation of the signed-in person. @returns its slug */
export async function createTenant(page: Page, name = fresh("Acme")): Promise<string> {
  const slug = fresh("org");
  await call(page, null, "tenants.create", { name, slug });
  return slug;
}

/** Opens the dashboard of an organisation. */
export async function openDesk(page: Page, tenant: string) {
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}`);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
}

/** Creates an organisation by the form. @returns its slug */
export async function createTenantByForm(page: Page, name = fresh("Acme")): Promise<string> {
  await page.goto(`${testUrls().BASE_URL}/organisations/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await expect(page.getByText("available", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Create organisation" }).click();
  await page.waitForURL("**/t/**");
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  return new URL(page.url()).pathname.split("/")[2] ?? "";
}

/** Waits for the page's live connection. */
export async function untilLive(page: Page) {
  await expect(page.getByText("Live", { exact: true }).first()).toBeAttached();
}

/** Calls a procedure as the signed-in person, for preparations of a test. */
export const call = (page: Page, tenant: string | null, procedure: string, input: unknown) =>
  callProcedure(page.request, testUrls().BASE_URL, tenant, procedure, input);

/** A second member with an open page in a separate browser context. */
export async function colleague(page: Page, tenant: string, role: string, name: string): Promise<Page> {
  const browser = page.context().browser();
  if (!browser) throw new Error("There is no browser.");
  const other = await (await browser.newContext()).newPage();
  const { email } = await signUp(other, name);
  await call(page, tenant, "tenants.invite", { email, role });
  const token = new URL(await linkFromMail(email, /invites you/)).pathname.split("/").at(-1);
  await call(other, null, "tenants.accept", { token });
  await other.goto(`${testUrls().BASE_URL}/t/${tenant}`);
  return other;
}

/** Selects in a searching field: opens it, types, and takes the first match. */
export async function choose(page: Page, label: string, search: string) {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByPlaceholder("Search by code or name").fill(search);
  await page
    // Not the option to create it, which is there before the results.
    .getByRole("option", { name: new RegExp(`^(?!Create ).*${search}`, "i") })
    .first()
    .click();
}

/**
 * Expects no serious accessibility violations.
 */
export async function expectAccessible(page: Page) {
  // The checker stays in the page, because loading it takes longer than the check.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const serious = await page.evaluate(
    async (options) => {
      const checker: typeof axe = Reflect.get(window, "axe");
      const { violations } = await checker.run(document, options);
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    },
    { resultTypes: ["violations"] } satisfies RunOptions,
  );
  expect(serious).toEqual([]);
}

/** Streamed parts that React has not placed yet: until then a text can be in the page twice. */
const streamed = '[hidden][id^="S:"]';

/** Makes `goto` and `reload` wait until all streamed parts are placed. */
function waitForStreamed(page: Page) {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  const inPlace = () => expect(page.locator(streamed)).toHaveCount(0);
  page.goto = async (...given) => {
    const response = await goto(...given);
    await inPlace();
    return response;
  };
  page.reload = async (...given) => {
    const response = await reload(...given);
    await inPlace();
    return response;
  };
}

const forbidden = "forbidden by the page's policy: ";

/** A test that fails for errors in its pages. */
export const test = base.extend<{ violations: string[]; quiet: undefined }>({
  /** Pages wait for streamed parts, except without scripts. */
  browser: [
    async ({ browser }, use) => {
      const newContext = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const context = await newContext(options);
        if (options?.javaScriptEnabled !== false) context.on("page", waitForStreamed);
        return context;
      };
      await use(browser);
    },
    { scope: "worker" },
  ],
  /** Violations of the content security policy. */
  violations: async ({ page }, use) => {
    const violations: string[] = [];
    page.on("console", (message) => {
      if (message.text().startsWith(forbidden)) violations.push(message.text());
    });
    await page.addInitScript((prefix) => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
        console.info(`${prefix}${effectiveDirective} ${blockedURI} ${sample} at ${location.pathname}`),
      );
    }, forbidden);
    await use(violations);
  },
  quiet: [
    async ({ page, violations }, use) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
      await use(undefined);
      expect(errors).toEqual([]);
      expect(violations).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };
