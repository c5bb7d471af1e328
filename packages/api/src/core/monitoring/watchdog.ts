import { Worker } from "node:worker_threads";
import type { ProcessKind, Settings } from "@waybill/config";

/** Intervals of the event loop's signal and of the checks, in milliseconds. */
const beatMs = 1000;

/** The thread's input. */
interface Watch {
  /** Incremented by the event loop. */
  beats: Int32Array<SharedArrayBuffer>;
  beatMs: number;
  seconds: number;
  kind: ProcessKind;
  pretty: boolean;
}

/**
 * Ends a process whose event loop has been blocked for `UNHEALTHY_SECONDS`: its health check and its signal handlers cannot run then.
 * A separate thread checks, logs and kills the process.
 *
 * If the process is suspended, so is the thread.
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

/** The thread's code, sent as text: it cannot use anything in this file. */
function watchBeats(): void {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  const { writeSync } = process.getBuiltinModule("node:fs");
  const { beats, beatMs: stepMs, seconds, kind, pretty }: Watch = workerData;
  const neverNotified = new Int32Array(new SharedArrayBuffer(4));
  let seen = Atomics.load(beats, 0);
  // Counts checks, not time: a process that was suspended for long has missed one.
  for (let missed = 0; missed * stepMs < seconds * 1000; ) {
    Atomics.wait(neverNotified, 0, 0, stepMs);
    const beat = Atomics.load(beats, 0);
    missed = beat === seen ? missed + 1 : 0;
    seen = beat;
  }
  const msg = `The ${kind} process ends: its event loop was blocked for ${seconds} s. A computation does not end.`;
  const line = pretty ? `${msg}\n` : `${JSON.stringify({ level: 60, time: new Date(), process: kind, msg })}\n`;
  try {
    // The process's own streams need its event loop.
    writeSync(1, line);
  } catch {
    // The output is not read.
  }
  process.kill(process.pid, "SIGKILL");
}
