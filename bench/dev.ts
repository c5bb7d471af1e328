import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium } from "@playwright/test";
import { freePort } from "@waybill/cluster";
import { findBrowser } from "../e2e/support/browser.ts";
import { copyProject } from "../tooling/modules/copy.ts";
import { type Edit, edits } from "./edits.ts";
import { median, took } from "./measure.ts";
import { signIn } from "./rows/list-over-http.ts";
import { openWorld } from "./world.ts";

// `npm run bench -- dev`: the waits of a developer: the start of `npm run dev`, the first compilation of a page, and an edit.

const say = (line: string) => process.stdout.write(`${line}\n`);

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
/** The goal: the maximum ratio to the reference app. */
const goal = 1.5;
/** The timeout of each wait, in milliseconds. */
const timeoutMs = 180_000;

/** A measured app: its start, its pages and its edits. */
interface Side {
  folder: string;
  command: string[];
  env: Record<string, string>;
  /** The folder of Next.js's compiled output. */
  compiled: string;
  firstPage: string;
  deskPage: string;
  /** Signs in, if the app requires it. @returns the headers of later requests */
  headers(base: string): Promise<Record<string, string>>;
  /** An edit whose text appears on the page. */
  component: Edit & { shows: string };
  /** An edit whose text appears in the response of `path`. */
  service: Edit & { path: string; shows: string };
}

const measured = ["start to the first page", "a desk page, compiled first", "edit of a component", "edit of a service"];

/** Waits until a response of a page or a procedure contains a text. */
async function untilAnswered(url: string, headers: Record<string, string>, text = ""): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await fetch(url, { headers }).catch(() => null);
    if (answer?.ok && (await answer.text().catch(() => "")).includes(text)) return;
    if (performance.now() > end) throw new Error(`${url} was not answered: ${answer?.status}.`);
    await sleep(20);
  }
}

/** Signs in to the demo. The process that compiles may restart meanwhile. @returns the cookies */
async function signedIn(base: string): Promise<string> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await signIn({ base }, "demo@waybill.localhost", "waybill-demo");
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(20);
    }
  }
}

/** Changes a source. @returns undoes the change */
function edit({ file, from, to }: Edit): () => void {
  const path = join(folder, file);
  const before = readFileSync(path, "utf8");
  if (before.split(from).length !== 2) throw new Error(`${file} does not have ${from} once.`);
  writeFileSync(
    path,
    before.replace(from, () => to),
  );
  return () => writeFileSync(path, before);
}

/** Measures one start without compiled output. @returns durations in milliseconds, by the names of `measured` */
async function round(side: Side, browser: Browser): Promise<number[]> {
  rmSync(join(side.folder, side.compiled), { recursive: true, force: true });
  const port = String(await freePort());
  const base = `http://localhost:${port}`;
  const started = performance.now();
  const child = spawn(process.execPath, side.command, {
    cwd: side.folder,
    env: { ...process.env, ...side.env, PORT: port, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "development" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const undo: (() => void)[] = [];
  try {
    await untilAnswered(`${base}${side.firstPage}`, {});
    const first = performance.now() - started;
    const headers = await side.headers(base);
    const desk = await took(() => untilAnswered(`${base}${side.deskPage}`, headers));
    const context = await browser.newContext({ extraHTTPHeaders: headers });
    const page = await context.newPage();
    page.setDefaultTimeout(timeoutMs);
    await page.goto(`${base}${side.deskPage}`);
    await page.getByText(/WB-\d/).first().waitFor();
    const component = await took(async () => {
      undo.push(edit(side.component));
      await page.getByText(side.component.shows).first().waitFor();
    });
    const { path, shows } = side.service;
    await untilAnswered(`${base}${path}`, headers);
    const service = await took(async () => {
      undo.push(edit(side.service));
      await untilAnswered(`${base}${path}`, headers, shows);
    });
    await context.close();
    return [first, desk, component, service];
  } finally {
    for (const one of undo) one();
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
}

say("A copy of the project, with its packages …");
const folder = copyProject({ installed: false });
execFileSync("pnpm", ["install", "--frozen-lockfile", "--prefer-offline", "--silent"], {
  cwd: folder,
  stdio: "inherit",
});
const data = mkdtempSync(join(tmpdir(), "waybill-dev-"));
const world = await openWorld(50);
const tenant = world.tenant.id;

const waybill: Side = {
  folder,
  command: ["tooling/cli/main.ts", "dev"],
  env: { DATA_DIR: data },
  compiled: "apps/web/.next",
  firstPage: "/sign-in",
  deskPage: "/t/northwind/parcels",
  headers: async (base) => ({
    cookie: await signedIn(base),
    "x-tenant-id": "northwind",
  }),
  component: edits.component,
  service: { ...edits.service, path: "/api/trpc/parcels.nextReference" },
};
const reference: Side = {
  folder: join(folder, "bench/reference"),
  command: ["server.ts"],
  env: { DATABASE_URL: world.ownerUrl },
  compiled: ".next",
  firstPage: "/",
  deskPage: `/desk?tenant=${tenant}`,
  headers: async () => ({}),
  component: edits.bareComponent,
  service: { ...edits.bareService, path: "/api/trpc/ping" },
};

const options = await findBrowser();
const browser = await chromium.launch(options);
const ours: number[][] = [];
const theirs: number[][] = [];
try {
  say("A first start of each, which makes the database and what is kept for later starts …");
  await round(waybill, browser);
  await round(reference, browser);
  for (let number = 0; number < rounds; number += 1) {
    ours.push(await round(waybill, browser));
    theirs.push(await round(reference, browser));
  }
} finally {
  await browser.close();
  await world.close();
  for (const one of [folder, data]) rmSync(one, { recursive: true, force: true });
}
say(`\n${"".padEnd(30)} ${"npm run dev".padStart(12)} ${"bare Next".padStart(12)} ${"ratio".padStart(8)}`);
for (const [index, name] of measured.entries()) {
  const figures = [ours, theirs].map((all) => median(all.map((one) => one[index] ?? 0)));
  const ratios = ours.map((one, at) => (one[index] ?? 0) / (theirs[at]?.[index] ?? 1));
  const ratio = median(ratios);
  const seconds = figures.map((ms) => `${(ms / 1000).toFixed(2)} s`.padStart(12)).join(" ");
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  say(
    `${name.padEnd(30)} ${seconds} ${ratio.toFixed(2).padStart(8)} × (${range}), goal ≤ ${goal}${ratio > goal ? ", missed" : ""}`,
  );
}
process.exit();
