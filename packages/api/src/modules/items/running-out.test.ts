import { newId } from "@waybill/db";
import { enterTenant, postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PlanWatch } from "../../testing/plan-watch.ts";
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
      await enterTenant(tx, tenant.id);
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

describe("of 12,000 items", () => {
  const itemCount = 12_000;
  const ids = Array.from({ length: itemCount }, () => newId());
  const stocks = new Map([
    [5, { onHand: 1, lowStockAt: 5, archived: false }],
    [6, { onHand: 10, lowStockAt: null, archived: false }],
    [7, { onHand: 2, lowStockAt: 5, archived: false }],
    [8, { onHand: 10, lowStockAt: null, archived: true }],
    [itemCount - 2, { onHand: 3, lowStockAt: 5, archived: false }],
    [itemCount - 1, { onHand: 0, lowStockAt: 5, archived: true }],
  ]);
  const moved: [item: number, quantity: number][] = [
    [6, -50],
    [7, -5],
    [7, 5],
    [8, -50],
  ];
  let tenant: Awaited<ReturnType<typeof testApp.tenant<"owner">>>;
  let plans: PlanWatch;

  /** Adds movements of some hours ago, by the number of the item. */
  const move = (movements: typeof moved, { hours, position }: { hours: number; position: number }) =>
    owner.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      const rows = movements.map(([item, quantity], n) => ({
        item: ids[item] ?? "",
        quantity,
        position: position + n,
      }));
      await tx`insert into stock_movements (tenant_id, item_id, position, kind, quantity, parcel_id, actor, created_at)
        select ${tenant.id}, item, position, case when quantity < 0 then 'dispatch' else 'return' end, quantity,
          gen_random_uuid(), 'system', now() - make_interval(hours => ${hours})
        from jsonb_to_recordset(${tx.json(rows)}) as row (item uuid, quantity int, position int)`;
    });

  beforeAll(async () => {
    tenant = await testApp.tenant("large", "owner");
    const rows = ids.map((id, n) => ({
      ...{ id, sku: `L-${n}`, onHand: 1_000_000, lowStockAt: null, archived: false },
      ...stocks.get(n),
    }));
    await owner.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`insert into items (tenant_id, id, sku, name, weight, price, currency, on_hand, low_stock_at, archived_at)
        select ${tenant.id}, id, sku, sku, 1, 1, 'EUR', "onHand", "lowStockAt", case when archived then now() end
        from jsonb_to_recordset(${tx.json(rows)}) as row (id uuid, sku text, "onHand" int, "lowStockAt" int, archived boolean)`;
    });
    await move(moved, { hours: 1, position: 1 });
    await owner`vacuum analyze`;
    plans = await PlanWatch.open(testApp);
  });
  afterAll(() => plans.close());

  test.each([
    ["few movements", 5200, async () => {}],
    // Each reads its movement and, at most, its item.
    [
      "more movements than are read",
      45_200,
      () =>
        move(
          Array.from({ length: 24_000 }, (_, n) => [9 + (n % (itemCount - 20)), -1]),
          { hours: 2, position: 10 },
        ),
    ],
  ] as const)("the newest and those with a movement are read: %s", async (_many, most, prepare) => {
    await prepare();
    let listed: string[] = [];
    const seen = await plans.of(async () => {
      listed = (await tenant.members.owner.call.items.runningOut({})).items.map(({ sku }) => sku);
    });
    expect(listed).toEqual(["L-6", "L-7", `L-${itemCount - 2}`]);
    expect(seen.rows, seen.statements.map(({ text, rows }) => `${rows} rows: ${text}`).join("\n")).toBeLessThan(most);
  });
});
