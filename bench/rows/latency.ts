import { defineJob, type JobDefinition, systemCaller, unitOfWork } from "@waybill/api/bench";
import { startWorker } from "@waybill/api/worker";
import postgres from "postgres";
import { z } from "zod";
import { type Row, time } from "../measure.ts";
import type { World } from "../world.ts";
import type { Served } from "./list-over-http.ts";

const times = 40;
/** Pause between two jobs, in milliseconds, in which the previous one ends in the queue. */
const restMs = 15;

/** The reference: NOTIFY on one connection, LISTEN on another. */
export async function roundTrips({ ownerUrl }: World) {
  const speaking = postgres(ownerUrl, { max: 1 });
  const listening = postgres(ownerUrl, { max: 1 });
  let heard = () => {};
  await listening.listen("bench", () => heard());
  return {
    once: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      heard = resolve;
      const started = performance.now();
      await Promise.all([promise, speaking`select pg_notify('bench', '')`]);
      return performance.now() - started;
    },
    close: async () => void (await Promise.all([speaking.end(), listening.end()])),
  };
}

let onStart = () => {};
const quick = defineJob({
  name: "bench.quick",
  title: "Nothing, at once",
  readBy: "jobs.read",
  onGiveUp: { noDependents: "It is measured, and nothing else." },
  input: z.object({}),
  async run() {
    onStart();
  },
});

/** The job types of this file, which must exist before the queue starts. */
export const latencyJobs = [quick] as JobDefinition[];

/** Queues a job for a worker in this process. @returns the time from the commit to its handler, in milliseconds */
const startOfJob = (app: World["app"]) => async (): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let committed = 0;
  onStart = resolve;
  const job = unitOfWork(app, systemCaller(app), {}, ({ context }) => context.jobs.enqueue(quick, {})).then(() => {
    committed = performance.now();
  });
  await Promise.all([promise, job]);
  return Math.max(0, performance.now() - committed);
};

/** The time from the commit that queues a job to the start of its handler, on an idle system. */
export async function enqueueToStart(world: World): Promise<Row> {
  const { app } = world;
  const worker = await startWorker(app);
  const bare = await roundTrips(world);
  const once = startOfJob(app);
  return {
    name: "enqueue-to-start",
    what: "a job, from the commit that queues it to its handler",
    reference: "bare NOTIFY to LISTEN",
    goal: 4,
    better: "less",
    ours: () => time(once, times, restMs),
    theirs: () => time(bare.once, times, restMs),
    close: async () => void (await Promise.all([worker.stop(), bare.close()])),
  };
}

/** The time from the commit of a mutation to its event in a page's event stream, over HTTP. */
export async function commitToBrowser(world: World, served: Served, cookie: string): Promise<Row> {
  const { tenant, callAs } = world;
  const bare = await roundTrips(world);
  const call = callAs(tenant);
  const abort = new AbortController();
  const parameters = encodeURIComponent(JSON.stringify({ tenant: tenant.slug }));
  const response = await fetch(
    `${served.base}/api/trpc/system.live?input=${encodeURIComponent("{}")}&connectionParams=${parameters}`,
    {
      headers: { cookie, accept: "text/event-stream" },
      signal: abort.signal,
    },
  );
  let heard = (_text: string) => {};
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) heard(decoder.decode(chunk, { stream: true }));
  };
  read().catch(() => {});
  let counter = 0;
  const once = async () => {
    counter += 1;
    const { promise, resolve } = Promise.withResolvers<number>();
    heard = (text) => {
      if (text.includes("tag.created")) resolve(performance.now());
    };
    await call.tags.create({ name: `Latency ${Date.now()}-${counter}`, color: "red" });
    const committed = performance.now();
    return Math.max(0, (await promise) - committed);
  };
  return {
    name: "commit-to-browser",
    what: "a change, from its commit to the open page's event stream over HTTP",
    reference: "bare NOTIFY to LISTEN",
    goal: 4,
    better: "less",
    ours: () => time(once, times, restMs),
    theirs: () => time(bare.once, times, restMs),
    async close() {
      abort.abort();
      await bare.close();
    },
  };
}
