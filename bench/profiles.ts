import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { basename, join } from "node:path";
import type { Row } from "./measure.ts";
import { type Parts, processTimes, usedBy } from "./processor-time.ts";
import type { World } from "./world.ts";

// `npm run bench -- profile ROW…`: the processor time of a row's processes, and of each JavaScript process by component.

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The folder of the profiles of other processes; set during a profiled row. */
let folder: string | undefined;

/** Environment variables that make a Node process write its profile when it ends, in a profiled row. */
export const profiledEnv = (): Record<string, string> =>
  folder ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` } : {};

/** A CPU profile of V8; times in microseconds of the monotonic clock. */
interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  startTime: number;
  samples?: number[];
  timeDeltas?: number[];
}

const microseconds = () => Number(process.hrtime.bigint() / 1000n);

/** V8's names of time outside of JavaScript. */
const outside: Record<string, string> = {
  "(garbage collector)": "garbage collection",
  "(program)": "native code",
  "(root)": "native code",
};

/** The component of a function: a package, a folder of the source, or a module of Node. */
function componentOf({ functionName, url }: CpuProfile["nodes"][number]["callFrame"]): string {
  const named = outside[functionName];
  if (named) return named;
  const [, installed] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  if (installed) return installed;
  const [, own] = /\/((?:packages|apps)\/(?:[^/]+\/){1,3})[^/]*$/.exec(url) ?? [];
  if (own) return own.replace(/\/$/, "");
  return url.startsWith("node:") ? "Node" : url === "" ? "native code" : basename(url);
}

/** The busy time of a profile between two times, in microseconds by component. */
function busyBy({ nodes, startTime, samples = [], timeDeltas = [] }: CpuProfile, from: number, to: number) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const busy = new Map<string, number>();
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    const micros = timeDeltas[index + 1] ?? 0;
    at += timeDeltas[index] ?? 0;
    const frame = frames.get(id);
    if (at < from || at > to || !frame || frame.functionName === "(idle)") continue;
    const component = componentOf(frame);
    busy.set(component, (busy.get(component) ?? 0) + micros);
  }
  return busy;
}

/** The name of a process: the script of a Node process, or its program. */
function nameOf(pid: number): string {
  const [program = "", ...rest] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  return rest.find((argument) => /\.[cm]?[jt]s$/.test(argument)) ?? basename(program);
}

/** This process and its child processes, by name. */
function partsOf(): Parts {
  const children = [...processTimes()].filter(([, { parent }]) => parent === process.pid).map(([pid]) => pid);
  const parts: Parts = { "the measuring process": [process.pid] };
  for (const pid of children) {
    const name = nameOf(pid);
    parts[name] = [...(parts[name] ?? []), pid];
  }
  return parts;
}

/** Components below this share are summed up. */
const leastShare = 0.02;

function print(name: string, busy: Map<string, number>): void {
  const total = [...busy.values()].reduce((sum, each) => sum + each, 0);
  if (total === 0) return;
  const sorted = [...busy].toSorted(([, a], [, b]) => b - a);
  const shown = sorted.filter(([, each]) => each / total >= leastShare);
  const rest = sorted.slice(shown.length).reduce((sum, [, each]) => sum + each, 0);
  say(`  ${name}: ${Math.round(total / 1000)} ms busy`);
  for (const [component, each] of [...shown, ["the rest", rest] as const]) {
    say(`    ${`${Math.round((each / total) * 100)} %`.padStart(5)}  ${component}`);
  }
}

/** Processor time of each process during a round, with the result and the times in microseconds of its start and end. */
async function round(run: () => Promise<number>) {
  const parts = partsOf();
  const [before, from] = [usedBy(parts), microseconds()];
  const figure = await run();
  const [after, to] = [usedBy(parts), microseconds()];
  const seconds = Object.keys(parts).map((part) => [part, (after[part] ?? 0) - (before[part] ?? 0)] as const);
  return { figure, from, to, seconds };
}

function printRound(side: string, { better }: Row, { figure, from, to, seconds }: Awaited<ReturnType<typeof round>>) {
  say(
    `  ${side}: ${figure.toPrecision(4)} ${better === "more" ? "per second" : "ms"}, in ${((to - from) / 1e6).toFixed(2)} s`,
  );
  for (const [part, used] of seconds) {
    if (used > 0)
      say(`    ${part}: ${used.toFixed(2)} s of processor time, ${((used * 1e6) / (to - from)).toFixed(2)} cores`);
  }
}

/**
 * Profiles one warm round of a row, and prints the processor time of one of its reference. Profiles are kept in
 * `.artifacts/profiles`, for a viewer.
 *
 * @param make creates the row.
 */
export async function profile(name: string, make: (world: World) => Promise<Row> | Row, world: World): Promise<void> {
  const kept = join(import.meta.dirname, "../.artifacts/profiles");
  mkdirSync(kept, { recursive: true });
  folder = mkdtempSync(join(kept, `${name}-`));
  const row = await make(world);
  for (let warmUp = 0; warmUp < 2; warmUp += 1) {
    await row.before?.();
    await row.ours();
    await row.theirs();
  }
  const theirs = await round(() => row.theirs());
  await row.before?.();
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  const ours = await round(() => row.ours());
  const own = (await session.post("Profiler.stop")).profile;
  session.disconnect();
  await row.close?.();
  writeFileSync(join(folder, "measuring.cpuprofile"), JSON.stringify(own));
  say(`\n${name}: ${row.what}`);
  printRound(`the reference, ${row.reference}`, row, theirs);
  printRound("Waybill", row, ours);
  // Others are of threads, which wait in JavaScript.
  for (const file of readdirSync(folder).filter((each) => /^measuring|\.0\.\d+\.cpuprofile$/.test(each))) {
    print(file, busyBy(JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile, ours.from, ours.to));
  }
  folder = undefined;
}

/** Removes the profiles of earlier runs. */
export function forgetProfiles(): void {
  rmSync(join(import.meta.dirname, "../.artifacts/profiles"), { recursive: true, force: true });
}
