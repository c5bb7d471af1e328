import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { type Browser, chromium } from "@playwright/test";
import { hash } from "@waybill/api/bench";
import { findBrowser } from "../e2e/support/browser.ts";
import { serve, serveWaybill, signIn } from "./rows/list-over-http.ts";
import { openWorld } from "./world.ts";

// `npm run bench -- pages`: the JavaScript of pages, and their Lighthouse scores.

const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = import.meta.dirname;

/** The version of Lighthouse, installed by npm only for this command. */
const lighthouse = "lighthouse@13.5.0";

/** The compressed JavaScript of a page, in bytes. @param cookie the cookie of a signed-in person */
async function scriptBytes(browser: Browser, url: string, cookie = ""): Promise<number> {
  const context = await browser.newContext({ extraHTTPHeaders: cookie ? { cookie } : {} });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script" && !response.url().endsWith(".js")) return;
    sizes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  await page.goto(url, { waitUntil: "networkidle" });
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await context.close();
  return total;
}

interface Audit {
  score: number | null;
  displayValue?: string;
  scoreDisplayMode: string;
  title: string;
  details?: { items?: { node?: { snippet: string } }[] };
}

/** The used part of Lighthouse's report. */
interface Report {
  categories: Record<string, { score: number }>;
  audits: Record<string, Audit>;
}

/** Number of runs of Lighthouse for each page. */
const runs = 3;

/** The run of Lighthouse with the median performance. @param port the browser's debugging port */
async function inspect(url: string, port: number, cookie: string): Promise<Report> {
  const reports: Report[] = [];
  for (let run = 0; run < runs; run += 1) reports.push(await inspectOnce(url, port, cookie));
  const performance = ({ categories }: Report) => categories.performance?.score ?? 0;
  return reports.toSorted((a, b) => performance(a) - performance(b))[Math.floor(runs / 2)] as Report; // runs > 0
}

/** Runs Lighthouse with its desktop preset. @param port the browser's debugging port */
async function inspectOnce(url: string, port: number, cookie: string): Promise<Report> {
  const report = join(tmpdir(), `waybill-lighthouse-${process.pid}.json`);
  const headers = JSON.stringify(cookie ? { Cookie: cookie } : {});
  const options = [`--port=${port}`, "--preset=desktop", "--quiet", `--extra-headers=${headers}`, "--output=json"];
  const only = "--only-categories=performance,accessibility";
  await promisify(execFile)("pnpm", ["dlx", lighthouse, url, ...options, only, `--output-path=${report}`]);
  const read: Report = JSON.parse(readFileSync(report, "utf8"));
  rmSync(report);
  return read;
}

say("Creating the database …");
const world = await openWorld(1000);
const password = "a long enough password";
await world.owner`update users set password_hash = ${await hash(password)} where id = ${world.tenant.userId}`;
const [waybill, reference] = await Promise.all([
  serveWaybill(world),
  serve(join(folder, "reference"), "server.ts", { DATABASE_URL: world.ownerUrl }, "/api/trpc/ping"),
]);
const cookie = await signIn(waybill, `${world.tenant.slug}@example.test`, password);
const [parcel] = await world
  .callAs(world.tenant)
  .parcels.list({ limit: 1 })
  .then(({ items }) => items);
const desk = `${waybill.base}/t/${world.tenant.slug}`;

/** The pages with their goals: the maximum ratio of their JavaScript to that of the reference page. */
const pages = [
  { name: "sign-in", url: `${waybill.base}/sign-in`, cookie: "", goal: 1.3 },
  { name: "dashboard", url: desk, cookie, goal: 1.8 },
  { name: "parcels", url: `${desk}/parcels`, cookie, goal: 1.8 },
  { name: "parcel", url: `${desk}/parcels/${parcel?.id}`, cookie, goal: 1.8 },
];

const options = await findBrowser();
const port = 9300 + (process.pid % 500);
const browser = await chromium.launch({
  ...options,
  args: [...(options.args ?? []), `--remote-debugging-port=${port}`],
});
try {
  const bare = await scriptBytes(browser, reference.base);
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1024)} KB`;
  say(`\nJavaScript, compressed. A page with React Query and the tRPC client alone: ${kilobytes(bare)}`);
  for (const page of pages) {
    const bytes = await scriptBytes(browser, page.url, page.cookie);
    const ratio = bytes / bare;
    say(
      `${page.name.padEnd(12)} ${kilobytes(bytes).padStart(8)}  ${ratio.toFixed(2)} ×, goal ≤ ${page.goal}${ratio > page.goal ? ", missed" : ""}`,
    );
  }
  say(`\nLighthouse, desktop preset, the median of ${runs} runs`);
  for (const page of pages) {
    const { categories, audits } = await inspect(page.url, port, page.cookie);
    const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
    const shown = (name: string) => audits[name]?.displayValue ?? "–";
    say(
      [
        page.name.padEnd(12),
        `performance ${score("performance")}`,
        `accessibility ${score("accessibility")}`,
        `LCP ${shown("largest-contentful-paint")}`,
        `TBT ${shown("total-blocking-time")}`,
        `CLS ${shown("cumulative-layout-shift")}`,
      ].join("  "),
    );
    const failed = Object.values(audits).filter(
      ({ score: one, scoreDisplayMode }) => scoreDisplayMode === "binary" && one === 0,
    );
    for (const { title, details } of failed) {
      say(`  ${title}`);
      for (const { node } of details?.items ?? []) if (node) say(`    ${node.snippet}`);
    }
  }
} finally {
  await browser.close();
  await Promise.all([waybill.stop(), reference.stop()]);
  await world.close();
}
process.exit();
