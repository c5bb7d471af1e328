import { newId } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestApp } from "../../testing.ts";

// The query is compared with a computation over all movements in memory.

let testApp: TestApp;
let owner: ReturnType<typeof postgres>;

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(() => owner.end());

const hour = 3_600_000;

/** A tenant with items, and movements of them: hours ago, and how many. */
async function world(
  slug: string,
  items: { stock: number; lowStockAt: number | null; moved: [hoursAgo: number, quantity: number][] }[],
) {
  const tenant = await testApp.tenant(slug, "owner");
  const { call } = tenant.members.owner;
  const now = Date.now();
  for (const [index, { stock, lowStockAt, moved }] of items.entries()) {
    const sku = `S-${index}`;
    const { id } = await call.items.create({
      sku,
      name: sku,
      weight: 1,
      stock: 0,
      price: 1,
      currency: "EUR",
      lowStockAt,
    });
    await owner.begin(async (tx) => {
      await tx`select set_config('app.tenant_id', ${tenant.id}, true)`;
      const out = moved.reduce((sum, [, quantity]) => sum + quantity, 0);
      const row = { tenant_id: tenant.id, item_id: id, actor: "system" };
      // Quantities that left were received before.
      await tx`insert into stock_movements ${tx({ ...row, kind: "receive", quantity: stock - Math.min(out, 0) + 1_000_000, created_at: new Date(now - 9000 * hour) })}`;
      for (const [ago, quantity] of moved) {
        const kind = quantity < 0 ? "dispatch" : "return";
        await tx`insert into stock_movements ${tx({ ...row, kind, quantity, parcel_id: newId(), created_at: new Date(now - ago * hour) })}`;
      }
      await tx`update items set on_hand = ${stock} where tenant_id = ${tenant.id} and id = ${id}`;
    });
  }
  return { ...tenant, call, now };
}

test("items are listed in the order in which they run out, by their consumption in the period", async () => {
  const { call, now } = await world("acme", [
    {
      stock: 10,
      lowStockAt: null,
      moved: [
        [3, -10],
        [30, -20],
      ],
    },
    {
      stock: 100,
      lowStockAt: null,
      moved: [
        [5, -9],
        [29, -8],
        [50, 7],
      ],
    },
    { stock: 5, lowStockAt: 5, moved: [] },
    { stock: 1, lowStockAt: null, moved: [] },
    { stock: 500, lowStockAt: null, moved: [[5, -1]] },
    { stock: 0, lowStockAt: null, moved: [[26, -4]] },
    { stock: 8, lowStockAt: null, moved: [[24 * 40, -60]] },
    {
      stock: 8,
      lowStockAt: null,
      moved: [
        [30, -5],
        [20, 5],
      ],
    },
  ]);
  // The period begins with a day, and ends now.
  const midnight = new Date(now).setUTCHours(0, 0, 0, 0);
  const daysOf = (last: number) => (now - midnight) / (24 * hour) + last - 1;
  const shown = async (last: number) => {
    const { items } = await call.items.runningOut({ last });
    return items.map(({ sku, daysLeft }) => [sku, daysLeft === null ? null : Math.round(daysLeft * 100) / 100]);
  };
  const near = (days: number) => expect.closeTo(days, 1);
  const week = daysOf(7);
  expect(await shown(7)).toEqual([
    ["S-5", 0],
    ["S-0", near(10 / (30 / week))],
    ["S-2", null],
  ]);
  const month = daysOf(60);
  expect(await shown(60)).toEqual([
    ["S-5", 0],
    ["S-6", near(8 / (60 / month))],
    ["S-0", near(10 / (30 / month))],
    ["S-2", null],
  ]);
});

test("archived items, unused items and those of other tenants are not listed; the maximum is eight", async () => {
  const soon = { stock: 1, lowStockAt: null, moved: [[2, -50]] as [number, number][] };
  const { call } = await world(
    "many",
    Array.from({ length: 10 }, () => soon),
  );
  const { items } = await call.items.runningOut({});
  expect(items).toHaveLength(8);
  await call.items.archive({ id: items[0]?.id ?? "" });
  expect((await call.items.runningOut({})).items.map(({ sku }) => sku)).not.toContain(items[0]?.sku);
  const other = await world("other", [{ ...soon, moved: [] }]);
  expect((await other.call.items.runningOut({})).items).toEqual([]);
});

test("of more than 20,000 movements, the latest determine the consumption, since the first of them", async () => {
  const { id: tenantId, call, now } = await world("busy", [{ stock: 100_000, lowStockAt: null, moved: [] }]);
  const [item] = (await call.items.list({})).items;
  // 30,000 in the last 30 hours: a thousand of one each hour; before that, a thousand times as many.
  await owner.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`insert into stock_movements (tenant_id, item_id, position, kind, quantity, parcel_id, actor, created_at)
      select ${tenantId}, ${item?.id ?? ""}, 10 + n, 'dispatch', case when n <= 10000 then -1000 else -1 end, gen_random_uuid(), 'system',
        ${new Date(now).toISOString()}::timestamptz - (30000 - n) * interval '3.6 seconds'
      from generate_series(1, 30000) as n`;
  });
  const [{ perDay, daysLeft } = { perDay: 0, daysLeft: 0 }] = (await call.items.runningOut({ last: 30 })).items;
  // 20,000 of them in 20 hours: less than a day, which is taken for one.
  expect(Math.round(perDay)).toBe(20_000);
  expect(daysLeft).toBeCloseTo(5, 1);
});
