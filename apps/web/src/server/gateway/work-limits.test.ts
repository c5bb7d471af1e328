import { describe, expect, test, vi } from "vitest";
import { type Answer, errorOf, startGateway } from "./testing.ts";

/** Waits longer than by default, for loaded machines. */
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

describe("work in flight", () => {
  /** Trusts a proxy on this machine, so that tests choose the client's address. */
  const proxied = { TRUST_PROXY: "127.0.0.1" };
  const cookie = (session: string) => ({ cookie: `authjs.session-token=${session}` });

  /** Finishes held requests until all are answered. @returns the maximum number in flight */
  async function drain(held: Awaited<ReturnType<typeof startGateway>>, answers: Promise<Answer[]>): Promise<number> {
    let most = 0;
    let over = false;
    void answers.finally(() => {
      over = true;
    });
    while (!over) {
      most = Math.max(most, held.gateway.load.working);
      held.handlers.finish();
      await new Promise((go) => setImmediate(go));
    }
    return most;
  }

  const statuses = (answers: Answer[]) => Object.groupBy(answers, ({ status }) => String(status));

  test("of 900 calls of one session stays within its limit, and other callers are answered meanwhile", async () => {
    const held = await startGateway();
    held.handlers.hold = true;
    const call = (session: string) => held.ask("/api/trpc/parcels.list", { headers: held.know(cookie(session)) });
    const loud = Promise.all(Array.from({ length: 900 }, () => call("loud")));
    await eventually(() => expect(held.gateway.load.waiting).toBe(200));
    expect(held.gateway.load.working).toBe(8);

    const quiet = Promise.all(Array.from({ length: 5 }, () => call("quiet")));
    await eventually(() => expect(held.reached).toHaveLength(8 + 5));
    const most = await drain(
      held,
      Promise.all([loud, quiet]).then((both) => both.flat()),
    );
    expect(most).toBeLessThanOrEqual(16);
    expect(statuses(await quiet)).toEqual({ 200: expect.anything() });
    const { 200: answered = [], 429: refused = [] } = statuses(await loud);
    expect(answered.length).toBeGreaterThanOrEqual(208);
    expect(answered.length + refused.length).toBe(900);
    expect(held.gateway.load).toEqual({ working: 0, waiting: 0 });
    const [one] = refused;
    if (!one) throw new Error("Nothing was refused.");
    expect(one.headers).toMatchObject({
      "retry-after": "2",
      ratelimit: '"work";r=0;t=2',
      "ratelimit-policy": '"work";q=8;qu="concurrent-requests"',
    });
    expect(errorOf(one)).toMatchObject({ code: "TOO_MANY_REQUESTS", httpStatus: 429, issues: [] });
    await held.close();
  });

  test("of one network, with any number of sessions, leaves slots for others", async () => {
    const held = await startGateway(proxied);
    held.handlers.hold = true;
    const many = Promise.all(
      Array.from({ length: 400 }, (_, n) => held.ask("/api/trpc/a.b", { headers: cookie(`made-up-${n}`) })),
    );
    await eventually(() => expect(held.gateway.load.waiting).toBe(392));
    expect(held.gateway.load.working).toBe(8);
    const neighbour = held.ask("/api/trpc/a.b", { from: "192.0.2.9" });
    await eventually(() => expect(held.reached).toHaveLength(9));
    await drain(held, many);
    expect((await neighbour).status).toBe(200);
    await held.close();
  });

  const acme = { id: "0192f0c1-2d3e-7a4b-8c5d-6e7f80910a1b", slug: "acme" };

  test("of one tenant, from any network, leaves slots for others; unverified callers do not use its slots", async () => {
    const held = await startGateway(proxied);
    held.handlers.hold = true;
    const call = (n: number, headers: Record<string, string>) =>
      held.ask("/api/trpc/a.b", { from: `192.0.2.${n}`, headers });
    // By id and by slug it is one tenant.
    const named = (n: number) => ({ "x-tenant-id": n % 2 ? acme.id.toUpperCase() : acme.slug });
    const members = Promise.all(
      Array.from({ length: 40 }, (_, n) => call(n + 1, { ...named(n), ...held.know(cookie(`${n}`), acme) })),
    );
    await eventually(() => expect(held.gateway.load).toEqual({ working: 24, waiting: 16 }));
    const unrelated = call(200, named(0));
    await eventually(() => expect(held.reached).toHaveLength(25));
    await drain(held, members);
    expect((await unrelated).status).toBe(200);
    await held.close();
  });

  test.each([
    ["sessions", (n: number) => ({ "x-tenant-id": acme.slug, ...cookie(`made-up-${n}`) })],
    [
      "keys",
      (n: number) => ({ authorization: `Bearer wb_${acme.id.replaceAll("-", "")}_${String(n).padStart(43, "x")}` }),
    ],
    ["claims", (n: number) => ({ "x-tenant-id": acme.slug, "x-waybill-credential": `${n}` })],
  ])("with invented %s from many networks does not count for the named tenant", async (_kind, headersOf) => {
    const held = await startGateway(proxied);
    held.handlers.hold = true;
    const unverified = Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        held.ask("/api/trpc/a.b", { from: `192.0.2.${n % 100}`, headers: headersOf(n) }),
      ),
    );
    await eventually(() => expect(held.gateway.load).toEqual({ working: 16, waiting: 184 }));
    const members = Promise.all(
      Array.from({ length: 16 }, (_, n) =>
        held.ask("/api/trpc/a.b", {
          from: `198.51.100.${n % 4}`,
          headers: { "x-tenant-id": acme.slug, ...held.know(cookie(`member-${n}`), acme) },
        }),
      ),
    );
    await eventually(() => expect(held.gateway.load).toEqual({ working: 32, waiting: 184 }));
    expect(held.reached.filter(({ request }) => request.headers["x-real-ip"] === "198.51.100.0")).toHaveLength(4);
    await drain(held, unverified);
    expect((await members).every(({ status }) => status === 200)).toBe(true);
    await held.close();
  });

  test("of an API key counts for the key's tenant", async () => {
    const held = await startGateway(proxied);
    held.handlers.hold = true;
    const key = (n: number) => ({
      authorization: `Bearer wb_${acme.id.replaceAll("-", "")}_${String(n).padStart(43, "x")}`,
    });
    const calls = Array.from({ length: 30 }, (_, n) =>
      held.ask("/api/trpc/a.b", { from: `192.0.2.${n}`, headers: held.know(key(n), acme) }),
    );
    await eventually(() => expect(held.gateway.load).toEqual({ working: 24, waiting: 6 }));
    await drain(held, Promise.all(calls));
    await held.close();
  });

  test("is not started for a disconnected client, and its slot is released at the disconnection", async () => {
    const held = await startGateway();
    held.handlers.hold = true;
    const leaving = new AbortController();
    const ask = (signal?: AbortSignal) =>
      held.ask("/api/trpc/a.b", { headers: held.know(cookie("one")), ...(signal ? { signal } : {}) });
    const gone = Array.from({ length: 50 }, () => ask(leaving.signal).catch(() => null));
    await eventually(() => expect(held.gateway.load).toEqual({ working: 8, waiting: 42 }));
    leaving.abort();
    await Promise.all(gone);
    await eventually(() => expect(held.gateway.load).toEqual({ working: 0, waiting: 0 }));
    expect(held.reached.length).toBe(8);
    await held.close();
  });

  test("of six bodies of 60 MB, with and without a length, is refused without buffering", async () => {
    const held = await startGateway();
    const before = process.memoryUsage().arrayBuffers;
    const large = Buffer.alloc(60 * 1024 * 1024);
    const chunks = async function* () {
      for (let n = 0; n < 60; n += 1) yield large.subarray(0, 1024 * 1024);
    };
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        held.ask("/api/trpc/tags.create", { method: "POST", body: n % 2 ? large : chunks() }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(413));
    expect(held.reached).toEqual([]);
    // The test's own 60 MB and data in transit, but not the 360 MB that were sent.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 1024 * 1024);
    await held.close();
  });

  test("of 200 streams of one caller is limited to 20; a closed stream frees its slot", async () => {
    const held = await startGateway(
      {},
      {
        async procedures(_request, response) {
          response.writeHead(200, { "content-type": "text/event-stream" });
          response.write(": started\n\n");
        },
      },
    );
    const open = new AbortController();
    const got: number[] = [];
    const follow = (session: string) => {
      const url = `http://127.0.0.1:${held.port}/api/trpc/system.live`;
      return fetch(url, { headers: cookie(session), signal: open.signal }).then((answer) => {
        got.push(answer.status);
        return answer;
      });
    };
    const answers = await Promise.all(Array.from({ length: 200 }, () => follow("one")));
    expect(got.filter((status) => status === 200)).toHaveLength(20);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get("retry-after")).toBe("30");
    expect(refused?.headers.get("ratelimit-policy")).toBe('"live";q=20;qu="concurrent-requests"');
    expect((await follow("two")).status).toBe(200);
    // An open stream does not count as work.
    expect(held.gateway.load.working).toBe(0);
    open.abort();
    const again = new AbortController();
    await eventually(async () => {
      const { status } = await fetch(`http://127.0.0.1:${held.port}/api/trpc/system.live`, {
        headers: cookie("one"),
        signal: again.signal,
      });
      expect(status).toBe(200);
    });
    again.abort();
    await held.close();
  });

  test("of 10 × 500 unverified calls is bounded, and all are answered", async () => {
    const held = await startGateway();
    const pipelined = "GET /api/trpc/system.ping HTTP/1.1\r\nHost: x\r\n\r\n".repeat(499);
    const last = "GET /api/trpc/system.ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    const answers = await Promise.all(Array.from({ length: 10 }, () => held.raw(pipelined + last)));
    const all = answers.flatMap((answer) => answer.match(/HTTP\/1.1 (\d+)/g) ?? []);
    expect(all).toHaveLength(5000);
    expect(all.filter((line) => !/ (?:200|429)$/.test(line))).toEqual([]);
    expect(held.gateway.load).toEqual({ working: 0, waiting: 0 });
    await held.close();
  });

  test("of many IPv6 addresses of one network counts for one network", async () => {
    const held = await startGateway(proxied);
    held.handlers.hold = true;
    const from = (address: string) => held.ask("/api/trpc/a.b", { from: address });
    const many = Promise.all(Array.from({ length: 40 }, (_, n) => from(`2001:db8:1:2:${n.toString(16)}::${n}`)));
    await eventually(() => expect(held.gateway.load).toEqual({ working: 8, waiting: 32 }));
    const neighbour = from("2001:db8:1:3::1");
    await eventually(() => expect(held.reached).toHaveLength(9));
    await drain(held, many);
    expect((await neighbour).status).toBe(200);
    await held.close();
  });

  test("of one network has a limit of connections", async () => {
    const held = await startGateway({ CONNECTIONS_PER_ADDRESS: "10" });
    held.handlers.hold = true;
    const answers = Array.from({ length: 15 }, () => held.ask("/icon.svg"));
    const refused = Promise.allSettled(answers);
    let closed = 0;
    for (const answer of answers) answer.catch(() => (closed += 1));
    await eventually(() => expect([held.reached.length, closed]).toEqual([10, 5]));
    held.handlers.hold = false;
    held.handlers.finish();
    const got = (await refused).map(({ status }) => status);
    expect(got.filter((status) => status === "fulfilled")).toHaveLength(10);
    expect(got.filter((status) => status === "rejected")).toHaveLength(5);
    await eventually(async () => expect((await held.ask("/icon.svg")).status).toBe(200));
    await held.close();
  });
});

describe("a response in time", () => {
  const gaveUp = { code: "SERVICE_UNAVAILABLE", httpStatus: 503 };
  const cookie = { cookie: "authjs.session-token=one" };

  test("is 503 without a slot in time, and the place in the queue is freed", async () => {
    const busyMessage = () => "The database sleeps.";
    const held = await startGateway({ REQUEST_SECONDS: "4", WORK_IN_FLIGHT: "2" }, { busyMessage });
    held.handlers.hold = true;
    const ask = (path: string, more = {}) => held.ask(path, { headers: held.know(cookie), ...more });
    const first = [ask("/api/trpc/parcels.list"), ask("/api/trpc/parcels.list")];
    await eventually(() => expect(held.reached).toHaveLength(2));
    const waiting = await Promise.all([
      ask("/api/trpc/parcels.list"),
      ask("/api/trpc/parcels.create", { method: "POST", body: "{}" }),
    ]);
    for (const answer of waiting) {
      expect(errorOf(answer)).toMatchObject(gaveUp);
      expect(answer.headers["retry-after"]).toBe("2");
      expect(JSON.parse(answer.body).error.message).toBe("The database sleeps.");
    }
    expect(held.gateway.load).toEqual({ working: 2, waiting: 0 });
    held.handlers.finish();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    // Refused work does not start later.
    await eventually(() => expect(held.gateway.load).toEqual({ working: 0, waiting: 0 }));
    expect([held.reached.length, held.failures]).toEqual([2, []]);
    await held.close();
  });

  test("of a procedure without database needs no slot, except beside an API key or another call", async () => {
    const held = await startGateway({ WORK_IN_FLIGHT: "2" });
    held.handlers.hold = true;
    const first = [held.ask("/api/trpc/parcels.list"), held.ask("/api/trpc/parcels.list")];
    await eventually(() => expect(held.gateway.load.working).toBe(1));
    const free = [held.ask("/api/trpc/system.ping"), held.ask("/api/trpc/system.ping,system.ping?batch=1")];
    await eventually(() => expect(held.reached).toHaveLength(3));
    const authorization = `Bearer wb_${"0".repeat(32)}_${"x".repeat(43)}`;
    const others = [
      held.ask("/api/trpc/system.ping", { headers: { authorization } }),
      held.ask("/api/trpc/system.ping,parcels.list?batch=1"),
    ];
    await eventually(() => expect(held.gateway.load).toEqual({ working: 1, waiting: 3 }));
    expect(held.reached).toHaveLength(3);
    const all = Promise.all([...first, ...free, ...others]);
    let over = false;
    void all.finally(() => {
      over = true;
    });
    await eventually(() => {
      held.handlers.finish();
      expect(over).toBe(true);
    });
    await held.close();
  });

  test("is 503 for work that does not end: a call, a page, a file, a stream; its late response is discarded", async () => {
    const held = await startGateway({ REQUEST_SECONDS: "1" });
    held.handlers.hold = true;
    const post = { method: "POST", body: "{}" };
    const asked: [string, object][] = [
      ["/api/trpc/parcels.list", {}],
      ["/api/trpc/parcels.create", post],
      ["/api/trpc/system.live", {}],
      ["/api/files/1", {}],
      ["/api/auth/session", {}],
      ["/items", {}],
    ];
    const answers = await Promise.all(asked.map(([path, question]) => held.ask(path, question)));
    for (const answer of answers) {
      expect(errorOf(answer)).toMatchObject(gaveUp);
      expect(answer.headers["retry-after"]).toBe("2");
      expect(answer.body).toContain("Check whether your change was saved");
    }
    expect(held.failures.map(String)).toEqual(asked.map(() => "Error: No response within 1 s."));
    expect(held.gateway.load).toEqual({ working: 0, waiting: 0 });
    expect(held.handlers.finish()).toBe(asked.length);
    held.handlers.hold = false;
    expect((await held.ask("/items")).status).toBe(200);
    await held.close();
  });

  test("has its time limit counted from the last byte of the body", async () => {
    const held = await startGateway({ REQUEST_SECONDS: "1" });
    async function* slowly() {
      for (let part = 0; part < 8; part += 1) {
        yield Buffer.alloc(1000);
        await new Promise((rest) => setTimeout(rest, 300));
      }
    }
    held.handlers.hold = true;
    const answer = held.ask("/api/files", { method: "POST", body: slowly(), headers: { "content-type": "text/csv" } });
    await eventually(() => expect(held.reached).toHaveLength(1));
    const [{ request } = { request: null }] = held.reached;
    let bytes = 0;
    for await (const chunk of request ?? []) bytes += chunk.length;
    expect(bytes).toBe(8000);
    held.handlers.finish();
    expect((await answer).status).toBe(200);
    expect(held.failures).toEqual([]);
    await held.close();
  });

  test("may stream longer once it has started", async () => {
    const held = await startGateway(
      { REQUEST_SECONDS: "1" },
      {
        async procedures(_request, response) {
          response.writeHead(200);
          response.write("a");
          await new Promise((rest) => setTimeout(rest, 1500));
          response.end("b");
        },
      },
    );
    expect(await held.ask("/api/trpc/system.live")).toMatchObject({ status: 200, body: "ab" });
    expect(held.failures).toEqual([]);
    await held.close();
  });
});
