import { describe, expect, it } from "vitest";
import { FairOrder } from "./fair-order.ts";

const start = Date.UTC(2026, 10, 28);

/** An order whose clock the test moves. */
function orderAt() {
  let now = start;
  return {
    order: new FairOrder(() => now),
    moveOn: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

const burst = (order: FairOrder, tenant: string, count: number) =>
  Array.from({ length: count }, () => order.next("mail.send", tenant));

describe("the order of waiting jobs", () => {
  it("is that of arrival for tenants with few jobs", () => {
    const { order, moveOn } = orderAt();
    const first = order.next("mail.send", "a");
    moveOn(1);
    const second = order.next("mail.send", "b");
    moveOn(1);
    const third = order.next("mail.send", "a");
    expect([first, second, third]).toEqual([first, first - 1, first - 2]);
  });

  it("starts a tenant's later job before most of another tenant's earlier burst", () => {
    const { order, moveOn } = orderAt();
    const noisy = burst(order, "noisy", 20_000);
    moveOn(5);
    const quiet = order.next("mail.send", "quiet");
    // Jobs that count as queued in the five seconds before, and in the same second.
    expect(noisy.filter((priority) => priority >= quiet)).toHaveLength(120);
    // The same for jobs that were queued one call at a time.
    expect(noisy.toSorted((a, b) => b - a)).toEqual(noisy);
  });

  it("starts every job of a burst before the jobs that come after its second", () => {
    const { order, moveOn } = orderAt();
    const last = burst(order, "noisy", 1000).at(-1);
    moveOn(50);
    expect(burst(order, "quiet", 100).every((priority) => priority < Number(last))).toBe(true);
  });

  it("forgets a burst when its seconds have passed", () => {
    const { order, moveOn } = orderAt();
    burst(order, "noisy", 1000);
    moveOn(60);
    expect(order.next("mail.send", "noisy")).toBe(order.next("mail.send", "quiet"));
  });

  it("does not delay a tenant's jobs of another type, or those of the installation", () => {
    const { order } = orderAt();
    burst(order, "noisy", 1000);
    const [other, own] = [order.next("label.print", "noisy"), order.next("mail.send", null)];
    expect(other).toBe(order.next("mail.send", "quiet"));
    expect(own).toBe(other);
  });

  it("counts a delayed job as queued at the end of its delay, and its tenant's other jobs as before", () => {
    const { order } = orderAt();
    const now = order.next("mail.send", "a");
    expect(order.next("mail.send", "a", 3600)).toBe(now - 3600);
    expect(order.next("mail.send", "a")).toBe(now);
  });

  it("spreads a burst of delayed jobs, too", () => {
    const { order } = orderAt();
    const noisy = Array.from({ length: 100 }, () => order.next("mail.digest", "noisy", 60));
    const quiet = order.next("mail.digest", "quiet", 60);
    expect([noisy[0], noisy.at(-1)]).toEqual([quiet, quiet - 4]);
  });

  it("ranks a tenant's later jobs at most ten minutes behind, however large its burst was", () => {
    const { order, moveOn } = orderAt();
    const first = order.next("mail.send", "noisy");
    expect(burst(order, "noisy", 100_000).at(-1)).toBe(first - 600);
    moveOn(700);
    expect(order.next("mail.send", "noisy")).toBe(order.next("mail.send", "quiet"));
  });

  it("forgets the clocks when the time is set back", () => {
    const { order, moveOn } = orderAt();
    burst(order, "noisy", 1000);
    moveOn(-3600);
    expect(order.next("mail.send", "noisy")).toBe(order.next("mail.send", "quiet"));
  });

  it("keeps the clocks that are ahead when there are many, and removes the others", () => {
    const { order, moveOn } = orderAt();
    const first = order.next("mail.send", "noisy");
    burst(order, "noisy", 999);
    for (let n = 0; n < 100_000; n += 1) {
      order.next("mail.send", `tenant-${n}`);
      if (n % 1000 === 0) moveOn(0.1);
    }
    expect(order.size).toBeLessThan(20_000);
    expect(order.next("mail.send", "noisy")).toBe(first - 50);
  });

  it("fits the queue's column of 32 bits for decades", () => {
    const order = new FairOrder(() => Date.UTC(2090, 0, 1));
    expect(order.next("mail.send", null)).toBeGreaterThan(-(2 ** 31));
  });
});
