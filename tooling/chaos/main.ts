import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { bold, dim, Explained, green, red, step } from "../cli/terminal.ts";
import { gather, settle } from "./evidence.ts";
import { deployment, type Fault, faults } from "./faults/index.ts";
import { Load } from "./load.ts";
import { randomOf, shuffled } from "./random.ts";
import { type Evidence, type Finding, judge, recoverySeconds } from "./verdict.ts";
import { logs, openWorld, type World } from "./world.ts";

// `npm run chaos`: see docs/chaos.md.

/** How much is done in each form: parcels, how many come for one invitation, the rest between faults, in seconds. */
const forms = {
  short: { parcels: 80, every: 10, restSeconds: 0.5, stillSeconds: 60 },
  long: { parcels: 2000, every: 50, restSeconds: 6, stillSeconds: 180 },
};
type Form = keyof typeof forms;

/** How long a process is waited for that does not serve in time, in seconds. */
const patienceSeconds = 60;

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

/** The faults of a form, in an order by chance, with the deployment in the middle. */
function planned(): Fault[] {
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

/** Waits until the database answers, and then until every process serves. @returns how long each took, in seconds */
async function recovery(world: World, fault: string): Promise<Evidence["recoveries"]> {
  while (!(await world.server.answers())) await sleep(100);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const served = new Map<string, number>();
  let missing: Map<string, string>;
  do {
    missing = await world.unready();
    for (const name of ["web-1", "web-2", "worker-1", "worker-2"]) {
      if (missing.has(name)) served.delete(name);
      else if (!served.has(name)) served.set(name, seconds());
    }
    if (missing.size > 0) await sleep(100);
  } while (missing.size > 0 && seconds() < patienceSeconds);
  for (const [name, why] of missing) step(red(`${name} does not serve after ${fault}: ${why}`));
  return ["web-1", "web-2", "worker-1", "worker-2"].map((process) => ({
    ...{ fault, process, seconds: served.get(process) ?? null },
  }));
}

/** What was injected, with when: until every process served again. */
interface Injection {
  name: string;
  from: number;
  to: number;
}

async function inject(world: World, plan: readonly Fault[]) {
  const recoveries: Evidence["recoveries"][number][] = [];
  const injected: Injection[] = [];
  for (const fault of plan) {
    const seconds = fault.seconds[form] ?? 0;
    step(fault.name);
    const from = Date.now();
    await fault.inject(world);
    await sleep(seconds * 1000);
    await fault.end(world);
    const own = await recovery(world, fault.name);
    recoveries.push(...own);
    injected.push({ name: fault.name, from, to: Date.now() });
    const slowest = Math.max(...own.map(({ seconds: took }) => took ?? Number.POSITIVE_INFINITY));
    step(dim(`every process serves ${slowest.toFixed(1)} s after it`));
    await sleep(forms[form].restSeconds * 1000);
  }
  return { recoveries, injected };
}

/** How many answers there were of each kind, in words. */
function counted(sent: readonly { outcome: string }[]): string {
  const kinds = [...Map.groupBy(sent, ({ outcome }) => outcome)].toSorted(([a], [b]) => a.localeCompare(b));
  return kinds.map(([kind, all]) => `${all.length} × ${kind}`).join(", ") || "no requests";
}

/** How long a run of faults takes about, in seconds. */
const lengthOf = (plan: readonly Fault[]) =>
  plan.reduce((sum, { seconds }) => sum + (seconds[form] ?? 0) + forms[form].restSeconds + 3, 0);

function print(
  world: World,
  load: Load,
  injected: readonly Injection[],
  evidence: Evidence,
  findings: readonly Finding[],
) {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const { sent } = world.client;
  const slowest = Math.max(0, ...sent.map(({ ms }) => ms)) / 1000;
  say(bold("\nInjected"));
  for (const { name, from, to } of injected) {
    const own = evidence.recoveries.filter(({ fault }) => fault === name);
    const took = Math.max(...own.map(({ seconds }) => seconds ?? Number.POSITIVE_INFINITY));
    const meanwhile = counted(sent.filter(({ at, ms }) => at <= to && at + ms >= from));
    say(`  ${name} ${dim(`· serving again after ${took.toFixed(1)} s · ${meanwhile}`)}`);
  }
  say(`  ${world.carrier.lies} lies of the carrier`);
  say(bold("\nCame to"));
  const { created, dispatched, invited } = load;
  say(
    `  ${created.length} parcels, ${dispatched.length} dispatches and ${invited.length} invitations were acknowledged`,
  );
  say(`  ${sent.length} requests, the slowest answered after ${slowest.toFixed(1)} s: ${counted(sent)}`);
  say(
    `  ${evidence.mails.length} mails to ${new Set(evidence.mails).size} people; ${evidence.bookings.length} bookings`,
  );
  const kept = [...Object.values(world.keepers), { name: "postgres", ends: world.server.ends }];
  const ends = kept.map(({ name, ends: how }) => `${name} ${[how.length, ...how].join(" ")}`);
  say(`  restarts: ${ends.join("; ")}`);
  const words: [Finding["kind"], string][] = [
    ["lost", "lost"],
    ["doubled", "doubled"],
    ["wrong", "wrong"],
    ["stuck", "stuck"],
    ["unanswered", "unanswered"],
    ["late", `not serving within ${recoverySeconds} s`],
  ];
  say("");
  for (const [kind, word] of words) {
    const own = findings.filter((finding) => finding.kind === kind);
    say(`${own.length === 0 ? green("✔") : red("✖")} ${own.length} ${word}`);
    for (const { what } of own.slice(0, 20)) say(`    ${what}`);
    if (own.length > 20) say(`    and ${own.length - 20} more`);
  }
  say(`\nThe same again: npm run chaos -- ${form === "short" ? "--short " : ""}--seed ${seed}. Logs: ${logs}`);
}

async function main(): Promise<number> {
  step(`Chaos, ${form} form, seed ${seed}`);
  const world = await openWorld(random);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void world.close().finally(() => process.exit(1)));
  }
  try {
    for (const what of world.standIns) step(what);
    if (form === "long" && typeof world.machine === "string")
      step(`A proxy stands for the network that is cut, because ${world.machine}`);
    const load = await Load.begin(world);
    const { parcels, every, stillSeconds } = forms[form];
    const plan = planned().filter((fault) => {
      const obstacle = fault.obstacle?.(world);
      if (obstacle) step(`Left out: ${fault.name}, because ${obstacle}`);
      return !obstacle;
    });
    const saving = load.run({ parcels, every, seconds: lengthOf(plan) });
    const { recoveries, injected } = await inject(world, plan);
    step("Waiting for what is under way");
    await saving;
    await settle(world, stillSeconds);
    const evidence = await gather(world, load, recoveries);
    const findings = judge(evidence);
    print(world, load, injected, evidence, findings);
    return findings.length === 0 ? 0 : 1;
  } finally {
    step("Stopping");
    await world.close();
  }
}

let code = 1;
try {
  code = await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof Explained ? error.message : error instanceof Error ? error.stack : error}\n`,
  );
}
process.exit(code);
