import { cpus, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** A comparison of Waybill with a reference. */
export interface Row {
  name: string;
  /** Descriptions of both. */
  what: string;
  reference: string;
  /** The goal for the ratio of ours to the reference. */
  goal: number;
  /** `more` for rates, `less` for times. */
  better: "more" | "less";
  /** Prepares a round of ours; not measured. */
  before?(): Promise<void>;
  /** Runs one round. @returns its rate or time */
  ours(): Promise<number>;
  theirs(): Promise<number>;
  /** Called after the last round. */
  close?(): Promise<void>;
  /** Returns a remark after the last round. */
  note?(): string;
}

/** A row of `bench/results/latest.json`. */
export interface Result {
  name: string;
  what: string;
  reference: string;
  ratio: number;
  min: number;
  max: number;
  goal: number;
  reached: boolean;
  better: Row["better"];
  ours: number;
  theirs: number;
  note?: string;
}

/** Number of rounds after the warm-up. */
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

/** The median. */
export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const short = (value: number): number => Number(value.toPrecision(4));

/** Measures both alternately. @returns median, minimum and maximum of the ratios */
export async function compare(row: Row): Promise<Result> {
  const ours = async () => {
    await row.before?.();
    return await row.ours();
  };
  await ours();
  await row.theirs();
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) pairs.push([await ours(), await row.theirs()]);
  await row.close?.();
  const ratios = pairs.map(([ours, theirs]) => ours / theirs);
  const ratio = median(ratios);
  const note = row.note?.();
  return {
    name: row.name,
    what: row.what,
    reference: row.reference,
    ratio: short(ratio),
    min: short(Math.min(...ratios)),
    max: short(Math.max(...ratios)),
    goal: row.goal,
    reached: row.better === "more" ? ratio >= row.goal : ratio <= row.goal,
    better: row.better,
    ours: short(median(pairs.map(([ours]) => ours))),
    theirs: short(median(pairs.map(([, theirs]) => theirs))),
    ...(note ? { note } : {}),
  };
}

/** The description of the machine; results of different machines are not comparable. */
export function machine() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** Calls per second with several concurrent callers. */
export async function rate(call: () => Promise<unknown>, { seconds = 3, atATime = 8 } = {}): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let calls = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      while (performance.now() < end) {
        await call();
        calls += 1;
      }
    }),
  );
  return (calls * 1000) / (performance.now() - started);
}

/**
 * The median duration of sequential calls, in milliseconds.
 *
 * @param restMs the pause before each call in milliseconds, for the background work of the previous one.
 */
export async function time(call: () => Promise<number>, times: number, restMs = 0): Promise<number> {
  const all: number[] = [];
  for (let n = 0; n < times; n += 1) {
    if (restMs > 0) await sleep(restMs);
    all.push(await call());
  }
  return median(all);
}

/** The duration in milliseconds. */
export async function took(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
