import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { hash } from "@waybill/api/bench";
import type { Row } from "../measure.ts";
import type { World } from "../world.ts";
import { serveWaybill, signIn } from "./list-over-http.ts";

/** Minimum number of the neighbour's calls in a round. */
const calls = 150;

const p95 = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0;

/** The duration of a caller's calls during a heavy load by another caller, compared with no load. */
export async function neighbour(world: World): Promise<Row> {
  const password = "a long enough password";
  const passwordHash = await hash(password);
  const people = [world.tenant, world.other];
  await world.owner`update users set password_hash = ${passwordHash} where id in ${world.owner(people.map(({ userId }) => userId))}`;
  // Each has its own IP address, from the header of a proxy on this machine.
  const served = await serveWaybill(world, { TRUST_PROXY: "127.0.0.1" });
  const [quiet = "", heavy = ""] = await Promise.all(
    people.map(({ slug }) => signIn(served, `${slug}@example.test`, password)),
  );
  const caller = fork(join(import.meta.dirname, "../heavy-caller.ts"), {
    env: { ...process.env, BASE: served.base, COOKIE: heavy, TENANT: world.other.slug, ADDRESS: "198.51.100.1" },
  });
  let statuses: Record<string, number> = {};
  const input = encodeURIComponent(JSON.stringify({ limit: 50 }));
  const headers = { cookie: quiet, "x-tenant-id": world.tenant.slug, "x-forwarded-for": "198.51.100.2" };

  /** Calls until enough is measured and `over` returns true. @returns the 95th percentile, in milliseconds */
  const measure = async (over: () => boolean) => {
    const times: number[] = [];
    while (times.length < calls || !over()) {
      const started = performance.now();
      const answer = await fetch(`${served.base}/api/trpc/parcels.list?input=${input}`, { headers });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`The neighbour was answered ${answer.status}.`);
      times.push(performance.now() - started);
    }
    return p95(times);
  };

  return {
    name: "neighbour",
    what: "parcels.list, 95th percentile, during 900 calls, 10 × 500 anonymous calls, 6 × 60 MB and 200 streams of another caller",
    reference: "the same without the other caller",
    goal: 2,
    better: "less",
    async ours() {
      let over = false;
      const answered = once(caller, "message").then(([message]) => {
        statuses = message;
        over = true;
      });
      caller.send("go");
      const figure = await measure(() => over);
      await answered;
      return figure;
    },
    theirs: () => measure(() => true),
    note: () => `the heavy caller was answered ${JSON.stringify(statuses)}`,
    async close() {
      caller.kill();
      await served.stop();
    },
  };
}
