import { describe, expect, test, vi } from "vitest";
import { Admission, type AdmissionLimits, type ClientKeys, type Slot } from "./admission.ts";

const limits: AdmissionLimits = {
  total: 6,
  perNetwork: 4,
  perSession: 2,
  perTenant: 4,
  unverifiedPerNetwork: 4,
  unverified: 6,
  waitingPerSession: 5,
  waitingPerNetwork: 8,
  waitingUnverified: 20,
  waiting: 20,
  waitMs: 600_000,
};

/** An admission that records the start of each request by name, and ends requests by name. */
function makeGate(more: Partial<AdmissionLimits> = {}) {
  const admission = new Admission({ ...limits, ...more });
  const started: string[] = [];
  const timedOut: string[] = [];
  const slots = new Map<string, Slot>();
  const acquire = (name: string, caller: Partial<ClientKeys> = {}, units = 1) => {
    const slot = admission.acquire(
      { network: "n", session: null, tenant: null, ...caller },
      units,
      () => started.push(name),
      () => timedOut.push(name),
    );
    if (slot) slots.set(name, slot);
    return slot !== null;
  };
  return { admission, started, timedOut, acquire, end: (name: string) => slots.get(name)?.release() };
}

const many = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("admission", () => {
  test("starts work at once while slots are free", () => {
    const { admission, started, acquire } = makeGate();
    expect(acquire("a")).toBe(true);
    expect(started).toEqual(["a"]);
    expect(admission.units).toBe(1);
  });

  test.each([
    ["session", { session: "s" }, 2],
    ["network", {}, 4],
  ])("queues work above the limit of a %s", (_what, caller, most) => {
    const { admission, acquire } = makeGate();
    for (const n of many(20)) acquire(`${n}`, caller);
    expect(admission.units).toBe(most);
  });

  test("queues work above the limit of a tenant, from any network", () => {
    const { admission, acquire } = makeGate();
    for (const n of many(6)) acquire(`${n}`, { network: `n${n}`, session: `s${n}`, tenant: "acme" });
    expect(admission.units).toBe(4);
    acquire("other", { network: "x", tenant: "globex" });
    expect(admission.units).toBe(5);
  });

  test("refuses work after the longest wait, and starts the next in the queue", async () => {
    const { admission, started, timedOut, acquire, end } = makeGate({ total: 1, waitMs: 20 });
    for (const name of ["a", "b", "c"]) acquire(name, { session: "s" });
    expect([started, timedOut, admission.waiting]).toEqual([["a"], [], 2]);
    await vi.waitFor(() => expect(timedOut).toEqual(["b", "c"]));
    expect([admission.units, admission.waiting]).toEqual([1, 0]);
    acquire("d", { session: "s" });
    end("a");
    expect([started, timedOut]).toEqual([
      ["a", "d"],
      ["b", "c"],
    ]);
    // Refused work holds no slot.
    end("b");
    end("d");
    expect([admission.units, admission.waiting]).toEqual([0, 0]);
  });

  test("never exceeds its total", () => {
    const { admission, acquire } = makeGate();
    for (const n of many(20)) acquire(`${n}`, { network: `n${n}` });
    expect(admission.units).toBe(6);
    expect(admission.waiting).toBe(14);
  });

  test("starts the work of a session in order", () => {
    const { started, acquire, end } = makeGate();
    for (const n of many(5)) acquire(`${n}`, { session: "s" });
    for (const n of many(5)) end(`${n}`);
    expect(started).toEqual(["0", "1", "2", "3", "4"]);
  });

  test("serves networks in turn, however many requests one of them sends", () => {
    const { started, acquire, end } = makeGate({ total: 1 });
    for (const n of many(5)) acquire(`loud ${n}`, { network: "loud" });
    acquire("quiet", { network: "quiet" });
    end("loud 0");
    end("loud 1");
    expect(started).toEqual(["loud 0", "loud 1", "quiet"]);
  });

  test("serves the sessions of a network in turn", () => {
    const { started, acquire, end } = makeGate({ perNetwork: 1 });
    for (const n of many(4)) acquire(`loud ${n}`, { session: "loud" });
    acquire("quiet", { session: "quiet" });
    end("loud 0");
    end("loud 1");
    expect(started).toEqual(["loud 0", "loud 1", "quiet"]);
  });

  test("does not delay a caller because another one is at its limit", () => {
    const { started, acquire } = makeGate();
    for (const n of many(5)) acquire(`loud ${n}`, { session: "loud" });
    acquire("quiet", { session: "quiet" });
    expect(started).toEqual(["loud 0", "loud 1", "quiet"]);
  });

  test("refuses work when its queue is full, without a trace", () => {
    const { admission, started, acquire, end } = makeGate();
    const taken = many(10).map((n) => acquire(`${n}`, { session: "s" }));
    expect(taken.filter(Boolean)).toHaveLength(2 + limits.waitingPerSession);
    for (const n of many(10)) end(`${n}`);
    expect(started).toHaveLength(7);
    expect(admission).toMatchObject({ units: 0, waiting: 0 });
  });

  test("refuses work when too many requests of its network, or of all, wait", () => {
    const one = makeGate();
    for (const n of many(40)) one.acquire(`${n}`, { session: `s${n}` });
    expect(one.admission).toMatchObject({ units: 4, waiting: limits.waitingPerNetwork });
    const all = makeGate();
    for (const n of many(60)) all.acquire(`${n}`, { network: `n${n}` });
    expect(all.admission).toMatchObject({ units: 6, waiting: limits.waiting });
  });

  test("counts a large request in full, and still admits it", () => {
    const { admission, started, acquire, end } = makeGate();
    acquire("batch", { session: "s" }, 20);
    acquire("next", { session: "s" });
    expect(admission.units).toBe(20);
    end("batch");
    expect(started).toEqual(["batch", "next"]);
  });

  test("removes callers that stop waiting, and counts a release once", () => {
    const { admission, started, acquire, end } = makeGate();
    for (const n of many(4)) acquire(`${n}`, { session: "s" });
    end("2");
    end("2");
    end("0");
    end("0");
    expect(started).toEqual(["0", "1", "3"]);
    expect(admission).toMatchObject({ units: 2, waiting: 0 });
    end("1");
    end("3");
    expect(admission).toMatchObject({ units: 0, waiting: 0 });
  });

  test("has no units left after any sequence of arrivals and departures", () => {
    const { admission, started, acquire, end } = makeGate();
    let state = 7;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    const names = many(3000).map(String);
    let refused = 0;
    for (const name of names) {
      const caller = { network: `n${random(4)}`, session: random(3) ? `s${random(6)}` : null, tenant: `t${random(2)}` };
      if (!acquire(name, caller, 1 + random(3))) refused += 1;
      if (random(3)) end(`${random(Number(name) + 1)}`);
      expect(admission.units).toBeLessThan(limits.total + 3);
      expect(admission.waiting).toBeLessThanOrEqual(limits.waiting);
    }
    for (const name of names) end(name);
    expect(admission).toMatchObject({ units: 0, waiting: 0 });
    expect(refused).toBeGreaterThan(0);
    expect(new Set(started).size).toBe(started.length);
  });
});
