/**
 * Takes a picture of every page with demo data: three widths, light and dark, as PNG files under
 * `.artifacts/screenshots/`, named after route, width and theme. Expects a running Waybill at BASE_URL.
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { z } from "zod";
import { findBrowser } from "./support/browser.ts";
import { callProcedure } from "./support/call.ts";
import { base, demoContext, firstOf, signIn, slug, tenant } from "./support/demo.ts";

const folder = fileURLToPath(new URL("../.artifacts/screenshots/", import.meta.url));
const widths = {
  phone: { width: 390, height: 844 },
  tablet: { width: 834, height: 1112 },
  desktop: { width: 1440, height: 900 },
};
const themes = ["light", "dark"] as const;

/** The pages whose names begin with one of these; all where there are none. */
const only = process.argv.slice(2);

/** The newest link in the outbox, as soon as there is one. */
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

/** Signs up a person by the form and the mail in the outbox, makes them an operator by the command, and signs them in. */
async function signInOperator(context: BrowserContext) {
  const email = "olga@example.test";
  const password = randomBytes(16).toString("hex");
  const page = await context.newPage();
  await page.goto(`${base}/sign-up`);
  await page.getByLabel("Your name").fill("Olga Operator");
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Look into your mail").waitFor();
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

/** Has the worker do something that can be seen: two imports, one of which fails, and a parcel on its way. */
async function work(context: BrowserContext) {
  for (const csv of ["sku,name,weight,price,currency\nMUG-EN,Enamel mug,210,1250,EUR\n", "no,such,columns\n1,2,3\n"]) {
    const answer = await context.request.post(`${base}/api/files?for=items.import&name=items.csv`, {
      headers: { "x-tenant-id": slug, "content-type": "text/csv" },
      data: csv,
    });
    await callProcedure(context.request, base, slug, "items.import", { fileId: (await answer.json()).id });
  }
  const packed = await firstOf(context, "/parcels?state=packed");
  await callProcedure(context.request, base, slug, "parcels.dispatch", { id: packed.split("/").at(-1) });
  const page = await context.newPage();
  await page.goto(`${base}${packed}`);
  await page.getByText("Delivered", { exact: true }).first().waitFor({ timeout: 60_000 });
  await page.close();
}

/** Makes parcels that are in each other's way, and dispatches those that can go. @returns the address of the job */
async function batch(context: BrowserContext): Promise<string> {
  const call = (name: string, input: unknown): Promise<unknown> =>
    callProcedure(context.request, base, slug, name, input);
  const make = async (name: string, input: unknown) => z.object({ id: z.string() }).parse(await call(name, input)).id;
  const address = { country: "DE", city: "Bonn", postcode: "53111", line1: "Rheinweg 1" };
  const known = await make("places.create", { code: "BATCH", name: "Rhine Bookshop", ...address });
  const vague = await make("places.create", { code: "VAGUE", name: "Harbour Café", ...address, line1: null });
  const item = { sku: "RARE", name: "Signed print", weight: 300, stock: 5, price: 9000, currency: "EUR" };
  const itemId = await make("items.create", item);
  for (const [n, recipientId] of [known, known, vague, vague, known].entries()) {
    const lines = [{ itemId, quantity: n === 4 ? 9 : 1 }];
    await make("parcels.create", { reference: `BATCH-${n}`, recipientId, lines, packed: n === 0 });
  }
  const selection = { search: "BATCH" };
  const counted = z.object({ until: z.string(), total: z.number() });
  const query = `${base}/api/trpc/parcels.preflight?input=${encodeURIComponent(JSON.stringify({ selection }))}`;
  const answer = await context.request.get(query, { headers: { "x-tenant-id": slug } });
  const { until, total } = counted.parse((await answer.json()).result.data);
  const begun = await call("parcels.dispatchMany", { selection, until, expected: total });
  const { jobId } = z.object({ jobId: z.string() }).parse(begun);
  return `${tenant}/jobs/${jobId}`;
}

/** Opens the preflight of everything that a list shows. */
async function openPreflight(page: Page) {
  await page.getByRole("checkbox", { name: "Choose all rows" }).check();
  await page.getByRole("button", { name: "Dispatch…" }).click();
  await page.getByText("can go.").waitFor();
}

/** A German export: a weight without its unit, and a row that lacks one. */
const germanExport =
  "Artikelnummer;Bezeichnung;Gewicht;Preis;Lager\r\nL-1;Schreibtischlampe;1,250;19,90 €;5\r\nL-2;Größe M;;12 CHF;\r\n";

/** Chooses a file for an import; its preview comes. */
async function choose(page: Page) {
  const file = { name: "artikel.csv", mimeType: "text/csv", buffer: Buffer.from(germanExport) };
  await page.getByLabel("File", { exact: true }).setInputFiles(file);
  await page.getByLabel("Separator").waitFor();
}

/** Has the file checked; what is wrong with it is listed. */
async function chooseAndCheck(page: Page) {
  await choose(page);
  await page.getByLabel("Weights without a unit").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: /^Import \d|^Nothing to import/ }).waitFor();
}

/** A page's name, its address, and what to do there before its picture is taken. */
type Route = [string, string, ((page: Page) => Promise<void>)?];

const launch = await findBrowser();
const browser = await chromium.launch(launch);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const session = await demoContext(browser);
const state = await session.storageState();
await work(session);
const batchJob = await batch(session);
const operating = await browser.newContext();
await signInOperator(operating);
const operator: Route[] = [
  ["operator-queues", "/operator/queues"],
  ["operator-kind", "/operator/queues/items.import"],
  ["operator-activity", "/operator/activity"],
  ["operator-support", "/operator/support"],
];
const own: Route[] = [
  ["dashboard", tenant],
  ["parcels", `${tenant}/parcels`],
  ["parcels-filtered", `${tenant}/parcels?state=packed`],
  ["parcels-no-result", `${tenant}/parcels?q=nothing+like+this`],
  ["parcels-preflight", `${tenant}/parcels?q=BATCH`, openPreflight],
  ["parcel-draft", await firstOf(session, "/parcels?state=draft")],
  ["parcel-delivered", await firstOf(session, "/parcels?state=delivered")],
  ["parcel-failed", await firstOf(session, "/parcels?state=failed")],
  ["attention", `${tenant}/attention`],
  ["parcel-new", `${tenant}/parcels/new`],
  ["items", `${tenant}/items`],
  ["item", await firstOf(session, "/items")],
  ["item-new", `${tenant}/items/new`],
  ["items-import", `${tenant}/items/import`],
  ["items-import-preview", `${tenant}/items/import`, choose],
  ["items-import-checked", `${tenant}/items/import`, chooseAndCheck],
  ["items-import-counts", `${tenant}/items/import-counts`],
  ["items-low", `${tenant}/items?stock=low`],
  ["places", `${tenant}/places`],
  ["place", await firstOf(session, "/places")],
  ["place-new", `${tenant}/places/new`],
  ["places-import", `${tenant}/places/import`],
  ["parcels-import", `${tenant}/parcels/import`],
  ["tags", `${tenant}/tags`],
  ["jobs", `${tenant}/jobs`],
  ["jobs-failed", `${tenant}/jobs?state=failed`],
  ["job", await firstOf(session, "/jobs?state=failed")],
  ["job-batch", batchJob],
  ["schedules", `${tenant}/jobs/schedules`],
  ["members", `${tenant}/members`],
  ["roles", `${tenant}/roles`],
  ["role", await firstOf(session, "/roles", 0, "main li a")],
  ["role-new", `${tenant}/roles/new`],
  ["api-keys", `${tenant}/api-keys`],
  ["activity", `${tenant}/activity`],
  ["events", `${tenant}/events`],
  ["event", await firstOf(session, "/events")],
  ["event-map", `${tenant}/events/map`],
  ["dead-letters", `${tenant}/events/dead-letters`],
  ["settings", `${tenant}/settings`],
  ["settings-files", `${tenant}/settings/files`],
  ["account", "/account"],
  ["account-security", "/account/security"],
  ["account-sessions", "/account/sessions"],
  ["account-events", "/account/events"],
  ["organisation-new", "/organisations/new"],
  ["not-found", "/t/nobody-here"],
  ["outbox", "/dev/outbox"],
];
const open: Route[] = [
  ["sign-in", "/sign-in"],
  ["sign-up", "/sign-up"],
  ["forgot-password", "/forgot-password"],
  ["reset-password", "/reset-password?token=example"],
  ["verify-email", "/verify-email?token=example"],
];

let count = 0;
for (const theme of themes) {
  for (const [width, viewport] of Object.entries(widths)) {
    const look = { viewport, colorScheme: theme, reducedMotion: "reduce" } as const;
    const contexts = {
      own: await browser.newContext({ ...look, storageState: state }),
      operator: await browser.newContext({ ...look, storageState: await operating.storageState() }),
      open: await browser.newContext(look),
    };
    for (const [context, routes] of [
      [contexts.own, own],
      [contexts.operator, operator],
      [contexts.open, open],
    ] as const) {
      for (const [name, path, act] of routes) {
        if (only.length > 0 && !only.some((start) => name.startsWith(start))) continue;
        const page = await context.newPage();
        await page.goto(`${base}${path}`);
        await page.locator("h1, [role=alert], main").first().waitFor();
        // Awake: the page hears of changes, and its forms can be sent.
        if (path.startsWith(tenant))
          await page.getByText("Live", { exact: true }).first().waitFor({ state: "attached" });
        await page.waitForFunction(
          () =>
            document.fonts.status === "loaded" &&
            !document.querySelector(".animate-pulse.bg-sunken, [type=submit][aria-disabled=true]"),
        );
        await act?.(page);
        await page.screenshot({ path: `${folder}${name}-${width}-${theme}.png`, fullPage: width !== "desktop" });
        await page.close();
        count += 1;
      }
    }
    await Promise.all(Object.values(contexts).map((context) => context.close()));
  }
}
await browser.close();
console.info(`${count} pictures in ${folder}`);
