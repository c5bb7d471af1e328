import type { Page } from "@playwright/test";
import { z } from "zod";
import {
  call,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  grantOperator,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";
import { walkedModules } from "./support/modules.ts";
import { isInside, pathOf, type Stop, type Subjects, stops } from "./support/pages.ts";

/** Pages that redirect. */
const leadsTo: Record<string, string> = { "/": "/t/[tenant]", "/operator": "/operator/support" };

/** Unknown URLs. These tests have a mail server and therefore no outbox. */
const nothing = ["/nothing/here", "/t/unknown-here", "/%E0%A4%A"];
const notFound = new Set([...nothing, "/dev/outbox"]);

const rows = z.array(z.object({ id: z.string(), name: z.string(), state: z.string().optional() }));
const listed = z.object({ result: z.object({ data: z.object({ items: rows }) }) });

/** The first row of a list with a name. */
async function row(page: Page, tenant: string, procedure: string, name: string) {
  const url = `${testUrls().BASE_URL}/api/trpc/${procedure}?input=%7B%7D`;
  const answer = await page.request.get(url, { headers: { "x-tenant-id": tenant } });
  return listed.parse(await answer.json()).result.data.items.find((one) => one.name === name);
}

/** An organisation with a name of maximum length and a record for each page. */
async function makeRecords(page: Page): Promise<Subjects> {
  const name = "An organisation with a name that goes on and on, as long as names may be";
  const tenant = await createTenant(page, fresh(name));
  const role = await call(page, tenant, "roles.create", { name: "Packer", permissions: ["tenants.read"] });
  await call(page, tenant, "activity.export", { format: "csv" });
  const made: Subjects = {};
  for (const { makeRecords: make } of await walkedModules()) Object.assign(made, await make(page, tenant));
  const state = async () => (await row(page, tenant, "jobs.list", "activity.export"))?.state;
  await expect.poll(state, "the export ends").toBe("done");
  const job = await row(page, tenant, "jobs.list", "activity.export");
  const event = await row(page, tenant, "events.list", "role.created");
  return {
    ...made,
    "t/[tenant]": tenant,
    "roles/[id]": role.id,
    "jobs/[id]": job?.id,
    "events/[id]": event?.id,
    "queues/[type]": "activity.export",
    "invitations/[token]": `${role.id}.secret`,
  };
}

type Theme = "light" | "dark";

/**
 * Loads a page in one theme, and then at the width of a phone, in German too. Violations of its policy and errors fail the test: see
 * `quiet` in support/actions.ts.
 *
 * @returns the title of its tab; null for a redirect.
 */
async function examine(page: Page, stop: Stop, subjects: Subjects, theme: Theme): Promise<string | null> {
  const { route } = stop;
  const path = pathOf(route, subjects);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: theme });
  const answer = await page.goto(`${testUrls().BASE_URL}${path}`);
  expect(answer?.headers()).toMatchObject({
    "content-security-policy": expect.stringContaining("'strict-dynamic'"),
    "content-type": "text/html; charset=utf-8",
    "cache-control": expect.stringContaining("no-store"),
  });
  expect(answer?.status()).toBe(notFound.has(route) ? 404 : 200);
  expect(new URL(page.url()).pathname).toBe(pathOf(leadsTo[route] ?? route, subjects));
  await page.locator("h1, [role=alert], main").first().waitFor();
  // It may appear later than the rest.
  await expect(page).toHaveTitle(/Waybill|An organisation/);
  if (leadsTo[route]) return null;
  if (isInside(stop)) await untilLive(page);
  if (!stop.signedOut && !notFound.has(route)) await expectWayOut(page);
  await expectMaskedPasswords(page);
  await expect(page.locator("html")).toHaveClass(new RegExp(theme));
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overflow).toBe(0);
  const title = await page.title();
  // German words are longer; one theme is enough.
  if (theme === "dark") {
    const language = { name: "waybill.language", value: "de", url: testUrls().BASE_URL };
    await page.context().addCookies([language]);
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await page.locator("h1, [role=alert], main").first().waitFor();
    await expect.poll(overflow, path).toBe(0);
    await page.context().clearCookies({ name: language.name });
  }
  return title;
}

/** Titles of tabs are unique and end with the organisation or the product. */
function expectOwnTitles(titles: ReadonlyMap<Stop, string>) {
  const own = [...titles].filter(([{ route }]) => !notFound.has(route));
  expect(own.map(([, title]) => title).filter((title, n, all) => all.indexOf(title) !== n)).toEqual([]);
  for (const [stop, title] of own)
    expect(title, stop.route).toMatch(isInside(stop) ? / · An organisation[^·]*$/ : / · Waybill$/);
  for (const [stop, title] of titles)
    if (notFound.has(stop.route)) expect(title, stop.route).toBe("Not found · Waybill");
}

/** Every signed-in page offers a sign-out, on the page or in the user menu. */
async function expectWayOut(page: Page) {
  const onPage = page.getByRole("button", { name: "Sign out", exact: true });
  const menu = page.getByRole("button", { name: /^Your account:/ });
  await expect(onPage.or(menu).first()).toBeVisible();
  if (!(await menu.isVisible())) return;
  await menu.click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await page.keyboard.press("Escape");
}

/** Password fields are masked and named for password managers. */
async function expectMaskedPasswords(page: Page) {
  const inputs = await page.evaluate(() =>
    [...document.querySelectorAll("input")].map(({ type, autocomplete, name, labels }) => ({
      ...{ type, autocomplete, asks: `${name} ${[...(labels ?? [])].map((label) => label.textContent).join()}` },
    })),
  );
  for (const { type, autocomplete, asks } of inputs) {
    if (type !== "password" && !/password/i.test(`${asks} ${autocomplete}`)) continue;
    expect(type, asks).toBe("password");
    expect(["current-password", "new-password"], asks).toContain(autocomplete);
  }
}

/** Permitted entries in the browser's storage: settings of the display, no content. */
const kept: Record<string, RegExp> = { theme: /^(?:light|dark|system)$/, "waybill.sidebar.folded": /^[01]$/ };

/** Checks the browser's storage, except cookies. */
async function expectNothingKept(page: Page) {
  const found = await page.evaluate(async () => ({
    stored: [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage)),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    readable: document.cookie,
  }));
  expect(found).toEqual({ stored: found.stored, databases: [], caches: [], workers: 0, readable: "" });
  for (const [key, value] of found.stored) expect(value, key).toMatch(kept[key] ?? /there is no such key/);
}

const inside = stops.filter(isInside);
const walks: Record<string, Stop[]> = {
  "outside of organisations": [
    ...stops.filter((stop) => !isInside(stop)),
    ...nothing.map((route) => ({ route, signedOut: false })),
  ],
  "of an organisation, one half": inside.filter((_, n) => n % 2 === 0),
  "of an organisation, the other half": inside.filter((_, n) => n % 2 === 1),
};

/** Each page in alternating themes; the second round uses the other theme. */
const rounds = [
  { name: "in one theme", first: 0, tag: [] },
  { name: "in the other theme", first: 1, tag: ["@long"] },
];

for (const { name, first, tag } of rounds) {
  for (const [which, walk] of Object.entries(walks)) {
    test(`every page obeys its policy and is accessible, on phones too, with contrast ${name}: ${which}`, {
      tag,
    }, async ({ page }) => {
      test.slow();
      expect(stops.length).toBeGreaterThan(30);
      const asked: string[] = [];
      const titles = new Map<Stop, string>();
      page.on("request", (request) => asked.push(request.url()));
      const go = async (signedOut: boolean, subjects: Subjects) => {
        for (const [n, stop] of walk.entries())
          if (stop.signedOut === signedOut)
            await test.step(stop.route, async () => {
              const title = await examine(page, stop, subjects, (n + first) % 2 ? "dark" : "light");
              if (title !== null) titles.set(stop, title);
            });
      };
      await go(true, {});
      const { email } = await signUp(page);
      if (walk.some(({ route }) => route.startsWith("/operator"))) grantOperator(email);
      await go(false, await makeRecords(page));
      expectOwnTitles(titles);
      if (walk.every(isInside)) {
        await page.setViewportSize({ width: 1280, height: 900 });
        // The previous page may still be in German.
        await page.reload();
        await page.getByRole("button", { name: "Collapse the sidebar" }).click();
        await page.getByRole("button", { name: /^Your account:/ }).click();
        await page.getByRole("menuitem", { name: "Dark" }).click();
        expect(await page.evaluate(() => Object.keys(localStorage).sort())).toEqual(Object.keys(kept).sort());
      }
      await expectNothingKept(page);
      expect(asked.length).toBeGreaterThan(20);
      expect(asked.filter((url) => !url.startsWith("data:") && new URL(url).origin !== testUrls().BASE_URL)).toEqual(
        [],
      );
    });
  }
}

test("an unknown page links to the account and to the start page", async ({ page }) => {
  const lost = `${testUrls().BASE_URL}/nothing/here`;
  const go = (name: string) => page.getByRole("main").getByRole("link", { name }).click();
  await page.goto(lost);
  await go("Go to the start page");
  await expect(page).toHaveURL(/\/sign-in/);
  const { email } = await signUp(page);
  const tenant = await createTenant(page, fresh("Harbour"));
  await page.goto(lost);
  await go("Go to the start page");
  await expect(page).toHaveURL(`${testUrls().BASE_URL}/t/${tenant}`);
  await page.goto(lost);
  await go("Your account");
  await expect(page.getByText(email).first()).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Go back" }).click();
  await expect(page).toHaveURL(`${testUrls().BASE_URL}/t/${tenant}`);
});

test("a page has the product's icons and a preview image, under the public URL", async ({ page }) => {
  const base = testUrls().BASE_URL;
  await page.goto(`${base}/sign-in`);
  const links = await page.evaluate(() => ({
    icons: [...document.querySelectorAll("link[rel$=icon]")].map((link) => link.getAttribute("href") ?? ""),
    preview: document.querySelector("meta[property='og:image']")?.getAttribute("content") ?? "",
  }));
  expect(links.icons.map((href) => href.split("?")[0])).toEqual(["/icon.svg", "/apple-icon.png"]);
  expect(new URL(links.preview).origin).toBe(base);
  for (const href of [...links.icons, links.preview]) {
    const answer = await page.request.get(new URL(href, base).href);
    expect(answer.status(), href).toBe(200);
    expect(answer.headers()["content-type"], href).toMatch(/^image\/(?:svg\+xml|png)$/);
  }
});
