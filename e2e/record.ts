/**
 * Records the README's animation with the demo data: a form with all errors at its inputs, and a page that updates by itself. Then
 * draws the preview image and the touch icon. Expects a running Waybill at BASE_URL.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import sharp from "sharp";
import { findBrowser } from "./support/browser.ts";
import { callProcedure } from "./support/call.ts";
import { base, demoContext, firstOf, slug, tenant } from "./support/demo.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const size = { width: 960, height: 640 };

/** A frame with its duration in milliseconds. */
interface Frame {
  png: Buffer;
  shown: number;
}

/** Records frames of a page. */
class Recorder {
  readonly frames: Frame[] = [];
  readonly #page: Page;
  readonly #longest: number;

  /** @param longest the maximum duration of a frame in milliseconds, which shortens waiting. */
  constructor(page: Page, longest = 900) {
    this.#page = page;
    this.#longest = longest;
  }

  /** Records an action; its last frame lasts `hold` milliseconds. */
  async during(happens: Promise<unknown>, hold: number): Promise<void> {
    let over = false;
    const ended = happens.finally(() => {
      over = true;
    });
    while (!over) await this.#shoot();
    await ended;
    await this.#shoot(hold);
  }

  async #shoot(hold = 0): Promise<void> {
    const startedAt = performance.now();
    const png = await this.#page.screenshot({ caret: "initial" });
    const shown = Math.max(hold, performance.now() - startedAt);
    const last = this.frames.at(-1);
    if (last?.png.equals(png)) last.shown = Math.max(hold, Math.min(this.#longest, last.shown + shown));
    else this.frames.push({ png, shown });
  }
}

/** Shows a caption at the bottom of the page. */
async function caption(page: Page, text: string) {
  await page.evaluate((words) => {
    const line =
      document.querySelector<HTMLElement>("#caption") ?? document.body.appendChild(document.createElement("p"));
    line.id = "caption";
    // Inline styles, because the build contains only those of the pages.
    line.style.cssText =
      "position:fixed;inset:auto 0 0;z-index:50;padding:11px;background:#18181b;color:#fff;font-weight:600;text-align:center";
    line.textContent = words;
  }, text);
}

/** Waits for the page's live connection. */
async function openLive(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${base}${path}`);
  await page.getByText("Live", { exact: true }).first().waitFor({ state: "attached" });
  await page.evaluate(() => document.fonts.ready);
  return page;
}

/** Submits a form with a taken reference, no recipient, and lines without items and with invalid quantities. */
async function manyIssues(context: BrowserContext): Promise<Frame[]> {
  const page = await openLive(context, `${tenant}/parcels`);
  const taken = await page.locator("tbody a").first().textContent();
  await page.goto(`${base}${tenant}/parcels/new`);
  const add = page.getByRole("button", { name: "Add item" });
  await add.waitFor();
  await page.getByText("Live", { exact: true }).first().waitFor({ state: "attached" });
  await caption(page, "A parcel with a taken reference, no recipient, no items and wrong quantities");
  const recorder = new Recorder(page);
  const fill = async () => {
    await page.getByLabel("Reference").fill("");
    await page.getByLabel("Reference").pressSequentially(taken ?? "", { delay: 60 });
    for (const [n, quantity] of ["0", "-2", "1.5"].entries()) {
      if (n > 0) await add.click();
      await page.getByLabel(`Quantity ${n + 1}`).fill(quantity);
    }
  };
  await recorder.during(fill(), 1200);
  const send = async () => {
    await page.getByRole("button", { name: "Create parcel" }).click();
    await page.getByText("already used").waitFor();
  };
  await recorder.during(send(), 400);
  await caption(page, "One answer: format and business issues, each at its input");
  await recorder.during(Promise.resolve(), 3500);
  await page.close();
  return recorder.frames;
}

/** A parcel's page while a colleague dispatches it, until its delivery. */
async function movesByItself(context: BrowserContext): Promise<Frame[]> {
  const path = await firstOf(context, "/parcels?state=packed");
  const page = await openLive(context, path);
  await caption(page, "The page of a packed parcel. No one touches it from here on");
  const recorder = new Recorder(page);
  await recorder.during(Promise.resolve(), 1800);
  await caption(page, "A colleague dispatches it, the worker prints its label, the carrier brings it");
  const carried = async () => {
    await callProcedure(context.request, base, slug, "parcels.dispatch", { id: path.split("/").at(-1) });
    await page.getByText("Delivered", { exact: true }).first().waitFor({ timeout: 60_000 });
  };
  await recorder.during(carried(), 3000);
  await page.close();
  return recorder.frames;
}

const maxBytes = 2_000_000;

/** Joins frames into an animation. @throws if it is too large for a README */
async function join(frames: Frame[], file: string) {
  const made = await sharp(
    frames.map(({ png }) => png),
    { join: { animated: true } },
  )
    .webp({ delay: frames.map(({ shown }) => Math.round(shown)), loop: 0, quality: 80, effort: 5, mixed: true })
    .toFile(file);
  const seconds = frames.reduce((sum, { shown }) => sum + shown, 0) / 1000;
  console.info(`${file}: ${frames.length} frames, ${seconds.toFixed(1)} s, ${made.size} bytes`);
  if (made.size > maxBytes) throw new Error(`The moving picture has ${made.size} bytes.`);
}

/** The preview image of links: mark, description and desk. */
async function preview(context: BrowserContext) {
  const desk = await context.newPage();
  await desk.setViewportSize({ width: 1280, height: 800 });
  // The demo data begins two weeks ago: a longer period begins with empty days.
  await desk.goto(`${base}${tenant}?last=7`);
  await desk.getByText("Live", { exact: true }).first().waitFor({ state: "attached" });
  await desk.waitForFunction(() => !document.querySelector(".animate-pulse.bg-sunken"));
  const shot = (await desk.screenshot()).toString("base64");
  const font = readFileSync(
    fileURLToPath(import.meta.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2")),
  );
  const mark = readFileSync(at("apps/web/src/app/icon.svg"), "utf8");
  const page = await context.newPage();
  await page.setViewportSize({ width: 1280, height: 640 });
  await page.setContent(`<style>
    @font-face { font-family: Inter; font-weight: 100 900; src: url(data:font/woff2;base64,${font.toString("base64")}) }
    body { margin: 0; height: 640px; overflow: hidden; background: #0e0e11; color: #f4f4f5; font-family: Inter; display: flex }
    section { width: 500px; padding: 84px 0 0 72px; flex: none }
    svg { width: 84px; height: 84px }
    h1 { font-size: 72px; margin: 20px 0 12px; letter-spacing: -2px }
    p { font-size: 29px; line-height: 1.35; margin: 0 0 28px; color: #b6b6c0 }
    small { font-size: 20px; line-height: 1.6; color: #8ab0ff; display: block }
    img { width: 1000px; margin: 72px 0 0 64px; border-radius: 14px; align-self: flex-start }
  </style><section>${mark}<h1>Waybill</h1><p>A dispatch desk that many organisations share, and a blueprint for multi-tenant products</p>
  <small>TypeScript · Next.js · tRPC · Drizzle<br>Postgres row-level security · pg-boss · Zod</small></section>
  <img src="data:image/png;base64,${shot}" alt="">`);
  await page.evaluate(() => document.fonts.ready);
  const drawn = sharp(await page.screenshot()).png({ palette: true, quality: 90 });
  for (const file of ["docs/images/social-preview.png", "apps/web/src/app/opengraph-image.png"])
    await drawn.clone().toFile(at(file));
  await sharp(Buffer.from(mark), { density: 600 })
    .resize(180, 180, { fit: "contain", background: "#ffffff" })
    .flatten({ background: "#ffffff" })
    .png({ palette: true })
    .toFile(at("apps/web/src/app/apple-icon.png"));
}

const browser = await chromium.launch(await findBrowser());
const look = { viewport: size, colorScheme: "light", reducedMotion: "reduce" } as const;
const context = await demoContext(browser, look);
await join([...(await manyIssues(context)), ...(await movesByItself(context))], at("docs/images/waybill.webp"));
await preview(context);
await browser.close();
