import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { asTenant, hash } from "@waybill/api/bench";
import { startTestPooler } from "@waybill/db/testing-pooler";
import autocannon from "autocannon";
import { median } from "./measure.ts";
import { type Parts, processTimes, usedBy } from "./processor-time.ts";
import { serveWaybill, signIn } from "./rows/list-over-http.ts";
import { numbered, transaction, workerJobs } from "./rows/worker.ts";
import { openWorld, settingsAsEnv } from "./world.ts";

// `npm run bench -- processes`: throughput with one and with several web and worker processes, and with a pooler.
// Prints each rate and its bottleneck.

const say = (line: string) => process.stdout.write(`${line}\n`);

const rounds = 3;
/** The duration of a round of requests, in seconds. */
const seconds = 4;
/** The number of jobs in a round. */
const jobs = 4000;
/** A component with at least this utilisation, from 0 to 1, is the bottleneck. */
const full = 0.9;

/** The result of a configuration: its rate, and the cores used by each component. */
interface Measured {
  rate: number;
  cores: Record<string, number>;
}

async function measure(parts: Parts, run: () => Promise<number>): Promise<Measured> {
  const before = usedBy(parts);
  const started = performance.now();
  const rate = await run();
  const elapsed = (performance.now() - started) / 1000;
  const after = usedBy(parts);
  const cores = Object.keys(parts).map((name) => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / elapsed] as const);
  return { rate, cores: Object.fromEntries(cores) };
}

/** The bottleneck of a rate. @param alone the number of single-threaded processes, by component */
function bottleneck(cores: Record<string, number>, alone: Record<string, number>): string {
  const all = availableParallelism();
  const sum = Object.values(cores).reduce((total, each) => total + each, 0);
  const single = Object.entries(alone).find(([name, count]) => (cores[name] ?? 0) >= count * full);
  if (single) return `the thread of ${single[1] === 1 ? "the" : "each"} ${single[0]}`;
  return sum >= all * full ? `the ${all} cores of this machine` : "waiting for answers and locks";
}

/** A measured configuration. */
interface Way {
  name: string;
  unit: string;
  alone: Record<string, number>;
  once(): Promise<Measured>;
}

function print(way: Way, measured: Measured[], base: number): void {
  const rate = median(measured.map((each) => each.rate));
  const cores = Object.fromEntries(
    Object.keys(measured[0]?.cores ?? {}).map((name) => [name, median(measured.map((each) => each.cores[name] ?? 0))]),
  );
  const rates = measured.map((each) => Math.round(each.rate).toLocaleString("en"));
  const used = Object.entries(cores)
    .map(([name, count]) => `${name} ${count.toFixed(2)}`)
    .join(", ");
  say(
    `${way.name.padEnd(32)} ${Math.round(rate).toLocaleString("en").padStart(7)} ${way.unit} (${rates.join(", ")}), ${(rate / base).toFixed(2)} × of one`,
  );
  say(`${"".padEnd(33)}cores: ${used}; limit: ${bottleneck(cores, way.alone)}`);
}

say("Making the database …");
const world = await openWorld(5000);
const { app, owner, tenant, other } = world;
for (const job of workerJobs) app.registry.jobs.set(job.name, job);
const password = "a long enough password";
await owner`update users set password_hash = ${await hash(password)} where id in ${owner([tenant.userId, other.userId])}`;
const [backend] = await owner`select pg_backend_pid() as pid`;
const postgres = processTimes().get(Number(backend?.pid))?.parent ?? 0;
const input = encodeURIComponent(JSON.stringify({ limit: 50 }));

/** Two people request lists from the web processes, over eight connections each. */
async function web(count: number, more: Record<string, string> = {}, parts: Parts = {}) {
  const served = await Promise.all(Array.from({ length: count }, () => serveWaybill(world, more)));
  const people: { url: string; headers: Record<string, string> }[] = [];
  for (const [index, person] of [tenant, other].entries()) {
    const process = served[index % count];
    if (!process) throw new Error("There is no web process.");
    people.push({
      url: `${process.base}/api/trpc/parcels.list?input=${input}`,
      headers: { cookie: await signIn(process, `${person.slug}@example.test`, password), "x-tenant-id": person.slug },
    });
  }
  const run = async () => {
    const results = await Promise.all(people.map((one) => autocannon({ ...one, connections: 8, duration: seconds })));
    const failed = results.reduce((total, { non2xx, errors }) => total + non2xx + errors, 0);
    if (failed > 0) throw new Error(`${failed} requests failed.`);
    return results.reduce((total, { requests }) => total + requests.average, 0);
  };
  const all = {
    "web process": served.map(({ pid }) => pid),
    Postgres: [postgres],
    ...parts,
    "load generator": [process.pid],
  };
  for (let warmUp = 0; warmUp < 3; warmUp += 1) await run();
  return {
    alone: { "web process": count, "load generator": 1 },
    once: () => measure(all, run),
    stop: () => Promise.all(served.map((one) => one.stop())),
  };
}

/** Worker processes empty a queue of jobs with one transaction each. They are warm: each has run some before. */
async function workers(count: number): Promise<Measured> {
  const children = Array.from({ length: count }, () =>
    fork(join(import.meta.dirname, "worker-process.ts"), { env: { ...process.env, ...settingsAsEnv(world.settings) } }),
  );
  let left = 0;
  let emptied = () => {};
  for (const child of children) {
    child.on("message", (done) => {
      left -= Number(done);
      if (left <= 0) emptied();
    });
  }
  await Promise.all(children.map((child) => once(child, "message")));
  const run = async (): Promise<number> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    left = jobs;
    emptied = resolve;
    await asTenant(app, tenant.id, ({ jobs: queue }) => queue.enqueueEach(numbered(transaction, jobs)));
    const committed = performance.now();
    await promise;
    return (jobs * 1000) / (performance.now() - committed);
  };
  await run();
  const parts = { "worker process": children.map(({ pid }) => pid ?? 0), Postgres: [postgres] };
  const measured = await measure(parts, run);
  const ended = children.map((child) => once(child, "exit"));
  for (const child of children) child.disconnect();
  await Promise.all(ended);
  await owner`delete from pgboss.job where name like 'bench.%'`;
  await owner`delete from jobs where name like 'bench.%'`;
  return measured;
}

async function compareWays(ways: Way[]): Promise<void> {
  const measured = ways.map((): Measured[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, way] of ways.entries()) measured[index]?.push(await way.once());
  }
  const base = median((measured[0] ?? []).map(({ rate }) => rate));
  for (const [index, way] of ways.entries()) print(way, measured[index] ?? [], base);
}

try {
  say(`\nparcels.list over HTTP, 16 connections; jobs with a transaction each; ${availableParallelism()} cores\n`);
  const url = app.settings.DATABASE_URL;
  const pooler = await startTestPooler({ url, connections: 10 });
  const pooled = {
    DATABASE_URL: pooler.through(url),
    DATABASE_LISTEN_URL: url,
    DATABASE_POOL_MODE: "transaction",
  };
  const one = await web(1);
  const two = await web(2);
  const through = await web(1, pooled, { pooler: [pooler.pid] });
  const unit = "requests/s";
  await compareWays([
    { name: "1 web process", unit, ...one },
    { name: "2 web processes", unit, ...two },
    { name: `1 web process, ${pooler.kind}`, unit, ...through },
  ]);
  await Promise.all([one.stop(), two.stop(), through.stop()]);
  await pooler.stop();
  say("");
  const counts = [1, 2, 4];
  await compareWays(
    counts.map((count) => ({
      name: `${count} worker process${count === 1 ? "" : "es"}`,
      unit: "jobs/s",
      alone: { "worker process": count },
      once: () => workers(count),
    })),
  );
} finally {
  await world.close();
}
process.exit();
