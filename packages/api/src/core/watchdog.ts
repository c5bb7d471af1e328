import { Worker } from "node:worker_threads";
import type { ProcessKind, Settings } from "@waybill/config";

/** How often the loop says that it moves, and how often it is looked, in milliseconds. */
const beatMs = 1000;

/** What the thread is told. */
interface Watch {
  /** Counted up by the loop. */
  beats: Int32Array<SharedArrayBuffer>;
  beatMs: number;
  seconds: number;
  kind: ProcessKind;
  pretty: boolean;
}

/**
 * Ends the process where its event loop has not moved for `UNHEALTHY_SECONDS`: then nothing of the process gets to anything,
 * its own health and its signals included. A thread of its own looks, says so in a line of the log, and kills the process.
 *
 * While a process is suspended, the thread is too.
 */
export function watchLoop(settings: Pick<Settings, "UNHEALTHY_SECONDS" | "LOG_FORMAT">, kind: ProcessKind): void {
  const { UNHEALTHY_SECONDS: seconds, LOG_FORMAT } = settings;
  if (seconds === 0) return;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beats, 0, 1), beatMs).unref();
  const watch: Watch = { beats, beatMs, seconds, kind, pretty: LOG_FORMAT === "pretty" };
  new Worker(`(${watchBeats})()`, {
    eval: true,
    name: "watchdog",
    workerData: watch,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
  }).unref();
}

/** What the thread does: sent to it as text, so it uses nothing of this file. */
function watchBeats(): void {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  const { writeSync } = process.getBuiltinModule("node:fs");
  const { beats, beatMs: stepMs, seconds, kind, pretty }: Watch = workerData;
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  let seen = Atomics.load(beats, 0);
  // Looks are counted, and not time: a process that was suspended for long has missed one of them.
  for (let missed = 0; missed * stepMs < seconds * 1000; ) {
    Atomics.wait(nobody, 0, 0, stepMs);
    const beat = Atomics.load(beats, 0);
    missed = beat === seen ? missed + 1 : 0;
    seen = beat;
  }
  const msg = `The ${kind} process ends: its event loop has not moved for ${seconds} s. Something in it computes without an end.`;
  const line = pretty ? `${msg}\n` : `${JSON.stringify({ level: 60, time: new Date(), process: kind, msg })}\n`;
  try {
    // The process's own streams need its loop.
    writeSync(1, line);
  } catch {
    // Nobody reads what it says.
  }
  process.kill(process.pid, "SIGKILL");
}
