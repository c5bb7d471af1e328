/**
 * Takes screenshots of every page with demo data: three widths, light and dark, and in German. The PNG files in
 * `.artifacts/screenshots/` are named after route, width, theme and language. Expects a running Waybill at BASE_URL.
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { findBrowser } from "./support/browser.ts";
import { base, demoContext, idOfFirst, signIn, slug, tenant } from "./support/demo.ts";
import { type Picture, walkedModules } from "./support/modules.ts";
import { pathOf, type Subjects, stops } from "./support/pages.ts";

const folder = fileURLToPath(new URL("../.artifacts/screenshots/", import.meta.url));
const widths = {
  phone: { width: 390, height: 844 },
  tablet: { width: 834, height: 1112 },
  desktop: { width: 1440, height: 900 },
};
const looks = [
  { theme: "light", language: "en" },
  { theme: "dark", language: "en" },
  { theme: "light", language: "de" },
] as const;

/** Widths, themes, languages, and prefixes of the pages' names; all of a kind if none of it is named. */
const words = process.argv.slice(2);
const choices = [...Object.keys(widths), ...looks.flatMap(({ theme, language }) => [theme, language])];
const only = words.filter((word) => !choices.includes(word));
const isChosen = (value: string, kind: readonly string[]) =>
  words.includes(value) || !kind.some((other) => words.includes(other));

/** Waits for the newest link in the outbox. */
async function linkFromOutbox(page: Page): Promise<string> {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(`${base}/dev/outbox`);
    const href = await page
      .locator("main p a")
      .first()
      .getAttribute("href", { timeout: 1000 })
      .catch(() => null);
    if (href) return href;
  }
  throw new Error("No mail came.");
}

/** Signs up a person by form and outbox, and makes them an operator by the command line. */
async function signInOperator(context: BrowserContext) {
  const email = "olga@example.test";
  const password = randomBytes(16).toString("hex");
  const page = await context.newPage();
  await page.goto(`${base}/sign-up`);
  await page.getByLabel("Your name").fill("Olga Operator");
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Check your email").waitFor();
  await page.goto(await linkFromOutbox(page));
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/verify-email"));
  await page.context().clearCookies();
  await page.close();
  execFileSync(process.execPath, ["src/main.ts", "operators", "grant", email], {
    cwd: fileURLToPath(new URL("../apps/cli", import.meta.url)),
  });
  await signIn(context, email, password);
}

/** The name of a page's screenshots: `/t/[tenant]/items/import` is "items-import". */
const nameOf = (route: string) =>
  route
    .replace("/t/[tenant]", "")
    .split("/")
    .map((folder) => (folder.startsWith("[") ? "one" : folder))
    .filter(Boolean)
    .join("-") || "dashboard";

const launch = await findBrowser();
const browser = await chromium.launch(launch);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const session = await demoContext(browser);
const state = await session.storageState();
const walked = await Promise.all((await walkedModules()).map(({ picture }) => picture(session)));
// In a language that Waybill does not speak: the account gets none, and its pages follow the cookie of each picture.
const operating = await browser.newContext({ locale: "fr" });
await signInOperator(operating);
const subjects: Subjects = Object.assign(
  {
    "t/[tenant]": slug,
    "jobs/[id]": await idOfFirst(session, "/jobs"),
    "roles/[id]": await idOfFirst(session, "/roles", "main li a"),
    "events/[id]": await idOfFirst(session, "/events"),
    "queues/[type]": "activity.export",
    "invitations/[token]": "example",
  },
  ...walked.map((one) => one.subjects),
);
/** Query parameters for pages that need them. */
const queries: Record<string, string> = { "/reset-password": "?token=example", "/verify-email": "?token=example" };
const routes = stops
  // The start page redirects to an organisation, the operators' to one of their pages.
  .filter(({ route }) => route !== "/" && route !== "/operator")
  .map((stop) => ({
    ...stop,
    picture: [nameOf(stop.route), `${pathOf(stop.route, subjects)}${queries[stop.route] ?? ""}`] satisfies Picture,
  }));
const operator = routes.filter(({ route }) => route.startsWith("/operator")).map(({ picture }) => picture);
const open = routes.filter(({ signedOut }) => signedOut).map(({ picture }) => picture);
const own: Picture[] = [
  ...routes.map(({ picture }) => picture).filter((picture) => !operator.includes(picture) && !open.includes(picture)),
  ...walked.flatMap(({ more }) => more),
  ["jobs-failed", `${tenant}/jobs?state=failed`],
  ["not-found", "/t/unknown-here"],
];

let count = 0;
for (const { theme, language } of looks) {
  if (!isChosen(theme, ["light", "dark"]) || !isChosen(language, ["en", "de"])) continue;
  for (const [width, viewport] of Object.entries(widths)) {
    if (!isChosen(width, Object.keys(widths))) continue;
    const look = { viewport, colorScheme: theme, reducedMotion: "reduce" } as const;
    const contexts = {
      own: await browser.newContext({ ...look, storageState: state }),
      operator: await browser.newContext({ ...look, storageState: await operating.storageState() }),
      open: await browser.newContext(look),
    };
    const chosen = { name: "waybill.language", value: language, url: base };
    for (const context of Object.values(contexts)) {
      await context.addCookies([chosen]);
      // On a busy machine a page takes longer than the usual 30 s.
      context.setDefaultTimeout(120_000);
    }
    for (const [context, pictures] of [
      [contexts.own, own],
      [contexts.operator, operator],
      [contexts.open, open],
    ] as const) {
      for (const [name, path, act] of pictures) {
        if (only.length > 0 && !only.some((start) => name.startsWith(start))) continue;
        const page = await context.newPage();
        await page.goto(`${base}${path}`);
        await page.locator("h1, [role=alert], main").first().waitFor();
        // Hydrated: the live connection is open and forms work.
        if (path.startsWith(tenant))
          await page.getByText("Live", { exact: true }).first().waitFor({ state: "attached" });
        await page.waitForFunction(
          () =>
            document.fonts.status === "loaded" &&
            !document.querySelector(".animate-pulse.bg-sunken, [type=submit][aria-disabled=true]"),
        );
        await act?.(page);
        await page.screenshot({
          path: `${folder}${name}-${width}-${theme}${language === "en" ? "" : `-${language}`}.png`,
          fullPage: width !== "desktop",
        });
        await page.close();
        count += 1;
      }
    }
    await Promise.all(Object.values(contexts).map((context) => context.close()));
  }
}
await browser.close();
console.info(`${count} pictures in ${folder}`);
