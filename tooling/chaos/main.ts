import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { bold, dim, green, red, step, UserError } from "../cli/terminal.ts";
import { deployment, type Fault, faults } from "./faults/index.ts";
import { type Finding, findingsOf, type RunResult, recoverySecondsOf } from "./findings.ts";
import { type Installation, logs, openInstallation } from "./installation.ts";
import { Load } from "./load.ts";
import { randomOf, shuffled } from "./random.ts";
import { collectResult, waitForJobs } from "./result.ts";

// `npm run chaos`: see docs/chaos.md.

/** The size of each form: parcels, parcels per invitation, the pause between faults, and the time without progress that ends a run. */
const forms = {
  short: { parcels: 80, every: 10, pauseSeconds: 0.5, idleSeconds: 60 },
  long: { parcels: 2000, every: 50, pauseSeconds: 6, idleSeconds: 180 },
};
type Form = keyof typeof forms;

/** Time to wait for a process that is not ready, in seconds. */
const maxWaitSeconds = 60;

const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    seed: { type: "string" },
    only: { type: "string" },
  },
});
const form: Form = values.short ? "short" : "long";
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const random = randomOf(seed);

/** The faults of a form in random order, with the deployment in the middle. */
function plannedFaults(): Fault[] {
  const own = faults.filter(
    ({ name, seconds }) => seconds[form] !== null && (!values.only || name.includes(values.only)),
  );
  const others = shuffled(
    own.filter((fault) => fault !== deployment),
    random,
  );
  if (own.includes(deployment)) others.splice(Math.floor(others.length / 2), 0, deployment);
  return others;
}

/** Waits for the database and then for every process. @returns the time of each until it was ready, in seconds */
async function recovery(installation: Installation, fault: string): Promise<RunResult["recoveries"]> {
  while (!(await installation.server.answers())) await sleep(100);
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const readyAfter = new Map<string, number>();
  let unready: Map<string, string>;
  do {
    unready = await installation.unready();
    for (const name of ["web-1", "web-2", "worker-1", "worker-2"]) {
      if (unready.has(name)) readyAfter.delete(name);
      else if (!readyAfter.has(name)) readyAfter.set(name, seconds());
    }
    if (unready.size > 0) await sleep(100);
  } while (unready.size > 0 && seconds() < maxWaitSeconds);
  for (const [name, why] of unready) step(red(`${name} is not ready after: ${fault}. ${why}`));
  return ["web-1", "web-2", "worker-1", "worker-2"].map((process) => ({
    ...{ fault, process, seconds: readyAfter.get(process) ?? null },
  }));
}

/** An injected fault, with its time until every process was ready again. */
interface Injection {
  name: string;
  from: number;
  to: number;
}

async function inject(installation: Installation, plan: readonly Fault[]) {
  const recoveries: RunResult["recoveries"][number][] = [];
  const injected: Injection[] = [];
  for (const fault of plan) {
    const seconds = fault.seconds[form] ?? 0;
    step(fault.name);
    const from = Date.now();
    await fault.inject(installation);
    await sleep(seconds * 1000);
    await fault.end(installation);
    const own = await recovery(installation, fault.name);
    recoveries.push(...own);
    injected.push({ name: fault.name, from, to: Date.now() });
    const slowest = Math.max(...own.map(({ seconds: took }) => took ?? Number.POSITIVE_INFINITY));
    step(dim(`every process is ready after ${slowest.toFixed(1)} s`));
    await sleep(forms[form].pauseSeconds * 1000);
  }
  return { recoveries, injected };
}

/** The number of outcomes of each kind, as text. */
function counted(sent: readonly { outcome: string }[]): string {
  const kinds = [...Map.groupBy(sent, ({ outcome }) => outcome)].toSorted(([a], [b]) => a.localeCompare(b));
  return kinds.map(([kind, all]) => `${all.length} × ${kind}`).join(", ") || "no requests";
}

/** The approximate duration of a run, in seconds. */
const lengthOf = (plan: readonly Fault[]) =>
  plan.reduce((sum, { seconds }) => sum + (seconds[form] ?? 0) + forms[form].pauseSeconds + 3, 0);

function print(
  installation: Installation,
  load: Load,
  injected: readonly Injection[],
  result: RunResult,
  findings: readonly Finding[],
) {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const { sent } = installation.client;
  const slowest = Math.max(0, ...sent.map(({ ms }) => ms)) / 1000;
  say(bold("\nInjected"));
  for (const { name, from, to } of injected) {
    const own = result.recoveries.filter(({ fault }) => fault === name);
    const took = Math.max(...own.map(({ seconds }) => seconds ?? Number.POSITIVE_INFINITY));
    const outcomes = counted(sent.filter(({ at, ms }) => at <= to && at + ms >= from));
    say(`  ${name} ${dim(`· ready after ${took.toFixed(1)} s · ${outcomes}`)}`);
  }
  say(`  every process was ready ${result.startSeconds.toFixed(1)} s after the start of the run`);
  say(`  ${installation.carrier.faultyAnswers} faulty answers of the carrier`);
  say(bold("\nResult"));
  const { created, dispatched, invited } = load;
  say(
    `  ${created.length} parcels, ${dispatched.length} dispatches and ${invited.length} invitations were acknowledged`,
  );
  say(`  ${sent.length} requests, the slowest took ${slowest.toFixed(1)} s: ${counted(sent)}`);
  say(`  ${result.mails.length} mails to ${new Set(result.mails).size} people; ${result.bookings.length} bookings`);
  const restarted = [...Object.values(installation.processes), { name: "postgres", exits: installation.server.exits }];
  const restarts = restarted.map(({ name, exits }) => `${name} ${[exits.length, ...exits].join(" ")}`);
  say(`  restarts: ${restarts.join("; ")}`);
  const words: [Finding["kind"], string][] = [
    ["lost", "lost"],
    ["duplicated", "duplicated"],
    ["wrong", "wrong"],
    ["stuck", "stuck"],
    ["unanswered", "unanswered"],
    ["late", `not ready within ${recoverySecondsOf(result).toFixed(0)} s`],
  ];
  say("");
  for (const [kind, word] of words) {
    const own = findings.filter((finding) => finding.kind === kind);
    say(`${own.length === 0 ? green("✔") : red("✖")} ${own.length} ${word}`);
    for (const { what } of own.slice(0, 20)) say(`    ${what}`);
    if (own.length > 20) say(`    and ${own.length - 20} more`);
  }
  say(`\nRepeat: npm run chaos -- ${form === "short" ? "--short " : ""}--seed ${seed}. Logs: ${logs}`);
}

async function main(): Promise<number> {
  step(`Chaos, ${form} form, seed ${seed}`);
  const installation = await openInstallation(random);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void installation.close().finally(() => process.exit(1)));
  }
  try {
    for (const what of installation.substitutes) step(what);
    if (form === "long" && typeof installation.namespace === "string")
      step(`A proxy simulates the network failure, because ${installation.namespace}`);
    const load = await Load.create(installation);
    const { parcels, every, idleSeconds } = forms[form];
    const plan = plannedFaults().filter((fault) => {
      const obstacle = fault.obstacle?.(installation);
      if (obstacle) step(`Skipped: ${fault.name}, because ${obstacle}`);
      return !obstacle;
    });
    const loadEnd = load.run({ parcels, every, seconds: lengthOf(plan) });
    const { recoveries, injected } = await inject(installation, plan);
    step("Waiting for running requests and jobs");
    await loadEnd;
    await waitForJobs(installation, idleSeconds);
    const result = await collectResult(installation, load, recoveries);
    const findings = findingsOf(result);
    print(installation, load, injected, result, findings);
    return findings.length === 0 ? 0 : 1;
  } finally {
    step("Stopping");
    await installation.close();
  }
}

let code = 1;
try {
  code = await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof UserError ? error.message : error instanceof Error ? error.stack : error}\n`,
  );
}
process.exit(code);
