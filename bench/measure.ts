import { cpus, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** What two ways are compared by. */
export interface Row {
  name: string;
  /** Ours and the reference, each in a few words. */
  what: string;
  reference: string;
  /** The ratio of ours to the reference that is to be reached. */
  goal: number;
  /** Whether the figures are rates, of which more is better, or times, of which less is. */
  better: "more" | "less";
  /** One round of each: its figure. */
  ours(): Promise<number>;
  theirs(): Promise<number>;
  /** Called when the row is done. */
  close?(): Promise<void>;
  /** What else is worth knowing, once it is done. */
  note?(): string;
}

/** A row as it is written down. */
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

/** How often each way is measured, in turn, after a warm-up. */
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

/** The middle one of some values. */
export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const short = (value: number): number => Number(value.toPrecision(4));

/** Measures a row: ours, the reference, ours, the reference … @returns the ratios' median, minimum and maximum */
export async function compare(row: Row): Promise<Result> {
  await row.ours();
  await row.theirs();
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) pairs.push([await row.ours(), await row.theirs()]);
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

/** The machine, since figures of another one cannot be compared. */
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

/** How many calls a second `call` makes, with this many at a time. */
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
 * The median of what calls measure, one after the other.
 *
 * @param restMs how long to wait before each, in milliseconds: on an idle system, what the one before has left to do is
 *   done.
 */
export async function time(call: () => Promise<number>, times: number, restMs = 0): Promise<number> {
  const all: number[] = [];
  for (let n = 0; n < times; n += 1) {
    if (restMs > 0) await sleep(restMs);
    all.push(await call());
  }
  return median(all);
}

/** How long something takes, in milliseconds. */
export async function took(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
