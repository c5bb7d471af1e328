import { fork } from "node:child_process";
import { on, once } from "node:events";
import { join } from "node:path";
import { hash } from "@waybill/api/bench";
import { median, type Row, time } from "../measure.ts";
import type { OpenMessage, SubscriberMessage } from "../subscribers.ts";
import type { BenchTenant, World } from "../world.ts";
import { roundTrips } from "./latency.ts";
import { residentBytes, serveWaybill, signIn } from "./list-over-http.ts";

const subscribers = 1000;
const times = 40;
/** The pause between two events in milliseconds, in which the previous one is written to every stream. */
const restMs = 100;

const now = () => Number(process.hrtime.bigint()) / 1e6;

/** Open pages in a separate process. */
async function openPages(message: OpenMessage) {
  const child = fork(join(import.meta.dirname, "../subscribers.ts"));
  child.send(message);
  await once(child, "message");
  const heard = on(child, "message");
  return {
    /** The times of the next event in this many streams. */
    async next(count: number): Promise<number[]> {
      const at: number[] = [];
      while (at.length < count) {
        const { value = [] } = await heard.next();
        const told: SubscriberMessage = value[0];
        if ("heardAt" in told) at.push(told.heardAt);
      }
      return at;
    },
    close: () => void child.kill(),
  };
}

/** The time from a commit to the event in 1,000 open pages of one web process, of people in 20 tenants. */
export async function subscribersRow(world: World): Promise<Row> {
  const { tenants, owner, callAs } = world;
  const password = "a long enough password";
  await owner`update users set password_hash = ${await hash(password)} where id in ${owner(tenants.map(({ userId }) => userId))}`;
  const limits = { LIVE_PER_SESSION: "1000", LIVE_PER_ADDRESS: "3000", CONNECTIONS_PER_ADDRESS: "3000" };
  const served = await serveWaybill(world, limits);
  const each = subscribers / tenants.length;
  const cookies = new Map<BenchTenant, string>();
  for (const tenant of tenants) cookies.set(tenant, await signIn(served, `${tenant.slug}@example.test`, password));
  const peopleOf = (streams: (tenant: BenchTenant) => number) =>
    tenants
      .map((tenant) => ({ cookie: cookies.get(tenant) ?? "", tenant: tenant.slug, streams: streams(tenant) }))
      .filter((one) => one.streams > 0);
  const bytes = residentBytes(served.pid);
  const pages = await openPages({ base: served.base, people: peopleOf(() => each) });
  const bytesEach = (residentBytes(served.pid) - bytes) / subscribers;
  const bare = await roundTrips(world);
  const [first] = tenants;
  let counter = 0;

  /** Publishes an event. @returns the times from the commit to each page */
  const publish = async (tenant: BenchTenant, count: number, to = pages): Promise<number[]> => {
    counter += 1;
    const heard = to.next(count);
    await callAs(tenant).tags.create({ name: `Subscribers ${Date.now()}-${counter}`, color: "red" });
    const committed = now();
    return (await heard).map((at) => Math.max(0, at - committed));
  };
  const once = async () => median(await publish(tenants[counter % tenants.length] ?? world.tenant, each));
  let all: number[] = [];
  return {
    name: "subscribers",
    what: `a change, from its commit to the open pages of its tenant; ${subscribers.toLocaleString("en")} pages of ${tenants.length} tenants on one process`,
    reference: "bare NOTIFY to LISTEN",
    goal: 3,
    better: "less",
    ours: () => time(once, times, restMs),
    theirs: () => time(bare.once, times, restMs),
    async close() {
      pages.close();
      if (first) {
        const same = await openPages({
          base: served.base,
          people: peopleOf((tenant) => (tenant === first ? subscribers : 0)),
        });
        for (let event = 0; event < 5; event += 1) all = await publish(first, subscribers, same);
        same.close();
      }
      await Promise.all([bare.close(), served.stop()]);
    },
    note: () =>
      `${Math.round(bytesEach / 1024)} KiB of memory for each page; where all ${subscribers.toLocaleString("en")} are of one tenant, ` +
      `half have the event after ${median(all).toFixed(0)} ms, all after ${Math.max(...all).toFixed(0)} ms`,
  };
}
