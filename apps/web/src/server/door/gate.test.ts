import { describe, expect, test, vi } from "vitest";
import { type Caller, Gate, type GateLimits, type Ticket } from "./gate.ts";

const limits: GateLimits = {
  total: 6,
  perNetwork: 4,
  perSession: 2,
  perTenant: 4,
  strangersPerNetwork: 4,
  strangers: 6,
  waitingPerSession: 5,
  waitingPerNetwork: 8,
  waitingStrangers: 20,
  waiting: 20,
  waitMs: 600_000,
};

/** A gate whose work is told by name when it begins, and ended by name. */
function makeGate(more: Partial<GateLimits> = {}) {
  const gate = new Gate({ ...limits, ...more });
  const begun: string[] = [];
  const late: string[] = [];
  const tickets = new Map<string, Ticket>();
  const enter = (name: string, caller: Partial<Caller> = {}, units = 1) => {
    const ticket = gate.enter(
      { network: "n", session: null, tenant: null, ...caller },
      units,
      () => begun.push(name),
      () => late.push(name),
    );
    if (ticket) tickets.set(name, ticket);
    return ticket !== null;
  };
  return { gate, begun, late, enter, end: (name: string) => tickets.get(name)?.leave() };
}

const many = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("the gate", () => {
  test("begins work at once while there is room", () => {
    const { gate, begun, enter } = makeGate();
    expect(enter("a")).toBe(true);
    expect(begun).toEqual(["a"]);
    expect(gate.units).toBe(1);
  });

  test.each([
    ["session", { session: "s" }, 2],
    ["network", {}, 4],
  ])("holds back what is beyond the limit of a %s", (_what, caller, most) => {
    const { gate, enter } = makeGate();
    for (const n of many(20)) enter(`${n}`, caller);
    expect(gate.units).toBe(most);
  });

  test("holds back what is beyond the limit of a tenant, from wherever it comes", () => {
    const { gate, enter } = makeGate();
    for (const n of many(6)) enter(`${n}`, { network: `n${n}`, session: `s${n}`, tenant: "acme" });
    expect(gate.units).toBe(4);
    enter("other", { network: "x", tenant: "globex" });
    expect(gate.units).toBe(5);
  });

  test("sends away what has waited too long, and whoever comes after it has its turn", async () => {
    const { gate, begun, late, enter, end } = makeGate({ total: 1, waitMs: 20 });
    for (const name of ["a", "b", "c"]) enter(name, { session: "s" });
    expect([begun, late, gate.waiting]).toEqual([["a"], [], 2]);
    await vi.waitFor(() => expect(late).toEqual(["b", "c"]));
    expect([gate.units, gate.waiting]).toEqual([1, 0]);
    enter("d", { session: "s" });
    end("a");
    expect([begun, late]).toEqual([
      ["a", "d"],
      ["b", "c"],
    ]);
    // What was sent away has nothing to give back.
    end("b");
    end("d");
    expect([gate.units, gate.waiting]).toEqual([0, 0]);
  });

  test("never does more than its total", () => {
    const { gate, enter } = makeGate();
    for (const n of many(20)) enter(`${n}`, { network: `n${n}` });
    expect(gate.units).toBe(6);
    expect(gate.waiting).toBe(14);
  });

  test("lets a session's work begin in its order", () => {
    const { begun, enter, end } = makeGate();
    for (const n of many(5)) enter(`${n}`, { session: "s" });
    for (const n of many(5)) end(`${n}`);
    expect(begun).toEqual(["0", "1", "2", "3", "4"]);
  });

  test("lets networks take turns, however much one of them asks for", () => {
    const { begun, enter, end } = makeGate({ total: 1 });
    for (const n of many(5)) enter(`loud ${n}`, { network: "loud" });
    enter("quiet", { network: "quiet" });
    end("loud 0");
    end("loud 1");
    expect(begun).toEqual(["loud 0", "loud 1", "quiet"]);
  });

  test("lets the sessions of a network take turns", () => {
    const { begun, enter, end } = makeGate({ perNetwork: 1 });
    for (const n of many(4)) enter(`loud ${n}`, { session: "loud" });
    enter("quiet", { session: "quiet" });
    end("loud 0");
    end("loud 1");
    expect(begun).toEqual(["loud 0", "loud 1", "quiet"]);
  });

  test("does not have anybody wait for a caller that is at its own limit", () => {
    const { begun, enter } = makeGate();
    for (const n of many(5)) enter(`loud ${n}`, { session: "loud" });
    enter("quiet", { session: "quiet" });
    expect(begun).toEqual(["loud 0", "loud 1", "quiet"]);
  });

  test("refuses what finds its line full, and keeps none of it", () => {
    const { gate, begun, enter, end } = makeGate();
    const taken = many(10).map((n) => enter(`${n}`, { session: "s" }));
    expect(taken.filter(Boolean)).toHaveLength(2 + limits.waitingPerSession);
    for (const n of many(10)) end(`${n}`);
    expect(begun).toHaveLength(7);
    expect(gate).toMatchObject({ units: 0, waiting: 0 });
  });

  test("refuses a network's, and everybody's, when too many wait", () => {
    const one = makeGate();
    for (const n of many(40)) one.enter(`${n}`, { session: `s${n}` });
    expect(one.gate).toMatchObject({ units: 4, waiting: limits.waitingPerNetwork });
    const all = makeGate();
    for (const n of many(60)) all.enter(`${n}`, { network: `n${n}` });
    expect(all.gate).toMatchObject({ units: 6, waiting: limits.waiting });
  });

  test("counts a large piece of work as what it is, and still lets it in", () => {
    const { gate, begun, enter, end } = makeGate();
    enter("batch", { session: "s" }, 20);
    enter("next", { session: "s" });
    expect(gate.units).toBe(20);
    end("batch");
    expect(begun).toEqual(["batch", "next"]);
  });

  test("forgets who stopped waiting, and who left twice left once", () => {
    const { gate, begun, enter, end } = makeGate();
    for (const n of many(4)) enter(`${n}`, { session: "s" });
    end("2");
    end("2");
    end("0");
    end("0");
    expect(begun).toEqual(["0", "1", "3"]);
    expect(gate).toMatchObject({ units: 2, waiting: 0 });
    end("1");
    end("3");
    expect(gate).toMatchObject({ units: 0, waiting: 0 });
  });

  test("comes out even after any sequence of comings and goings", () => {
    const { gate, begun, enter, end } = makeGate();
    let state = 7;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    const names = many(3000).map(String);
    let refused = 0;
    for (const name of names) {
      const caller = { network: `n${random(4)}`, session: random(3) ? `s${random(6)}` : null, tenant: `t${random(2)}` };
      if (!enter(name, caller, 1 + random(3))) refused += 1;
      if (random(3)) end(`${random(Number(name) + 1)}`);
      expect(gate.units).toBeLessThan(limits.total + 3);
      expect(gate.waiting).toBeLessThanOrEqual(limits.waiting);
    }
    for (const name of names) end(name);
    expect(gate).toMatchObject({ units: 0, waiting: 0 });
    expect(refused).toBeGreaterThan(0);
    expect(new Set(begun).size).toBe(begun.length);
  });
});
