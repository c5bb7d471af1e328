import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hash } from "@waybill/api/bench";
import { compare, machine, type Result, type Row } from "./measure.ts";
import { forgetProfiles, profile } from "./profiles.ts";
import { badIds } from "./rows/bad-ids.ts";
import { create } from "./rows/create.ts";
import { importPlaces } from "./rows/import.ts";
import { commitToBrowser, enqueueToStart, latencyJobs } from "./rows/latency.ts";
import { listInProcess } from "./rows/list-in-process.ts";
import { listOverHttp, listOverHttpP99, type Served, serveWaybill, signIn } from "./rows/list-over-http.ts";
import { neighbour } from "./rows/neighbour.ts";
import { plansOnce, preparedQueries, togetherInserted } from "./rows/optimisations.ts";
import { quietJobs, quietJobsRow } from "./rows/quiet-jobs.ts";
import { subscribersRow } from "./rows/subscribers.ts";
import { workerEmpty, workerEmptyPlain, workerJobs, workerTransaction } from "./rows/worker.ts";
import { openWorld, type World } from "./world.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Creates a row that needs a web server and a signed-in person. */
const onWeb =
  (make: (world: World, served: Served, cookie: string) => Promise<Row>) =>
  async (world: World): Promise<Row> => {
    const password = "a long enough password";
    await world.owner`update users set password_hash = ${await hash(password)} where id = ${world.tenant.userId}`;
    const served = await serveWaybill(world);
    const row = await make(world, served, await signIn(served, `${world.tenant.slug}@example.test`, password));
    return { ...row, close: async () => void (await Promise.all([row.close?.(), served.stop()])) };
  };

/** All rows by name. Each is created when it is measured, so that rows do not affect each other. */
const rows: Record<string, (world: World) => Promise<Row> | Row> = {
  "list-over-http": onWeb(listOverHttp),
  "list-over-http-p99": onWeb(listOverHttpP99),
  "list-in-process": listInProcess,
  create,
  "bad-ids": badIds,
  "worker-empty": workerEmpty,
  "worker-empty-plain": workerEmptyPlain,
  "worker-transaction": workerTransaction,
  "quiet-jobs": quietJobsRow,
  "enqueue-to-start": enqueueToStart,
  "commit-to-browser": onWeb(commitToBrowser),
  subscribers: subscribersRow,
  neighbour,
  import: importPlaces,
  "prepared-queries": preparedQueries,
  "plans-once": plansOnce,
  "insert-together": togetherInserted,
};

function print(results: Result[]) {
  const line = (cells: string[]) =>
    say(cells.map((cell, index) => cell.padEnd([20, 9, 17, 8, 9, 11, 11][index] ?? 0)).join(" "));
  say("");
  line(["row", "ratio", "min to max", "goal", "reached", "ours", "reference"]);
  for (const { name, ratio, min, max, goal, reached, better, ours, theirs, note } of results) {
    const target = `${better === "more" ? "≥" : "≤"} ${goal}`;
    line([name, String(ratio), `${min} to ${max}`, target, reached ? "yes" : "no", String(ours), String(theirs)]);
    if (note) say(`  ${note}`);
  }
  say("\nFigures are calls, jobs or rows per second, or milliseconds for ≤.");
}

const wanted = process.argv.slice(2);
if (wanted.includes("scale")) await import("./scale.ts");
if (wanted.includes("pages")) await import("./pages.ts");
if (wanted.includes("processes")) await import("./processes.ts");
const profiled = wanted[0] === "profile";
if (profiled) wanted.shift();
const unknown = wanted.filter((name) => !rows[name]);
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(", ")}. Available: ${Object.keys(rows).join(", ")}.`);
  process.exit(2);
}

say("Creating the database: 20 tenants, 500,000 parcels …");
const world = await openWorld();
for (const job of [...workerJobs, ...latencyJobs, ...quietJobs]) world.app.registry.jobs.set(job.name, job);
const results: Result[] = [];
if (profiled) forgetProfiles();
try {
  for (const [name, make] of Object.entries(rows)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (profiled) {
      await profile(name, make, world);
      continue;
    }
    const row = await make(world);
    say(`${name}: ${row.what}\n  compared with ${row.reference}`);
    const result = await compare(row);
    say(`  ${result.ratio} (${result.min} to ${result.max}), goal ${result.goal}`);
    results.push(result);
  }
} finally {
  await world.close();
}
if (!profiled) print(results);

// Only a complete run is saved.
if (wanted.length === 0 && !profiled) {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const run = { machine: machine(), commit, at: new Date().toISOString() };
  const list = results.map((result) => ({ ...result, ...run }));
  writeFileSync(join(folder, "latest.json"), `${JSON.stringify(list, null, 2)}\n`);
  say(`Saved to bench/results/latest.json`);
}
process.exit();
