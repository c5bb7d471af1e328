import { newId } from "@waybill/db";
import { parcels, parcelTags } from "@waybill/db/parcels";
import { tags } from "@waybill/db/tags";
import { enterTenant, postgres } from "@waybill/db/testing";
import { type ParcelState, parcelStates } from "@waybill/validators/parcels";
import { and, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ofTenant } from "../../../core/index.ts";
import { refusal, TestApp } from "../../../testing.ts";

// The figures are compared with sums in memory, for random parcels.

let testApp: TestApp;
let owner: ReturnType<typeof postgres>;
let made = 0;

beforeAll(async () => {
  testApp = await TestApp.start();
  owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(() => owner.end());

/** Pseudo-random numbers, determined by a seed. */
function chance(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    below: (most: number) => Math.floor(next() * most),
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
  };
}

interface Made {
  id: string;
  state: ParcelState;
  carrier: string | null;
  createdAt: Date;
  dispatchedAt: Date | null;
  deliveredAt: Date | null;
  tagIds: string[];
}

const minute = 60_000;

/** A tenant in a zone, with parcels of the days around `middle`, made and changed by chance. */
async function world(seed: number, timeZone: string, middle: string) {
  const { below, pick } = chance(seed);
  made += 1;
  const tenant = await testApp.tenant(`figures-${made}`, "owner");
  const { call } = tenant.members.owner;
  await owner`update tenants set time_zone = ${timeZone} where id = ${tenant.id}`;
  const { id: recipientId } = await call.places.create({ code: "P", name: "Ada", country: "DE", city: "Berlin" });
  const tagIds = [
    await call.tags.create({ name: "Urgent", color: "red" }),
    await call.tags.create({ name: "Cold", color: "blue" }),
  ].map(({ id }) => id);
  const moment = () => new Date(Date.parse(middle) + (below(6 * 24 * 60) - 3 * 24 * 60) * minute + below(minute));
  const some = (): Omit<Made, "id"> => {
    const state = pick(parcelStates);
    const left = !["draft", "packed", "cancelled"].includes(state) || below(5) === 0;
    const dispatchedAt = left ? moment() : null;
    const createdAt = new Date((dispatchedAt ?? moment()).getTime() - 2 ** below(22) * 1000);
    const deliveredAt =
      state === "delivered" ? new Date((dispatchedAt ?? createdAt).getTime() + 2 ** below(20) * 1000) : null;
    return {
      state,
      carrier: pick([null, "Quick", "Slow"]),
      createdAt,
      dispatchedAt,
      deliveredAt,
      tagIds: tagIds.filter(() => below(2) === 0),
    };
  };
  const rows: Made[] = Array.from({ length: 60 }, () => ({ id: newId(), ...some() }));
  await testApp.direct.transaction({ tenantId: tenant.id }, async ({ db }) => {
    const row = ({ tagIds: _tags, ...values }: Made) => ({
      tenantId: tenant.id,
      reference: values.id,
      recipientId,
      ...values,
    });
    const tagged = (of: readonly Made[]) =>
      of.flatMap(({ id, tagIds: own }) => own.map((tagId) => ({ tenantId: tenant.id, parcelId: id, tagId })));
    await db.insert(parcels).values(rows.map(row));
    await db.insert(parcelTags).values(tagged(rows));
    // Some change, with their tags before or after; some go.
    for (const parcel of rows.slice(0, 25)) {
      const { tagIds: newTags, ...values } = some();
      const change = () =>
        db
          .update(parcels)
          .set(values)
          .where(ofTenant(tenant.id, parcels, eq(parcels.id, parcel.id)));
      const retag = async () => {
        await db.delete(parcelTags).where(ofTenant(tenant.id, parcelTags, eq(parcelTags.parcelId, parcel.id)));
        const links = tagged([{ ...parcel, tagIds: newTags }]);
        if (links.length > 0) await db.insert(parcelTags).values(links);
      };
      if (below(2) === 0) await retag().then(change);
      else await change().then(retag);
      Object.assign(parcel, values, { tagIds: newTags });
    }
    const gone = rows.splice(30, 10).map(({ id }) => id);
    await db.delete(parcels).where(and(ofTenant(tenant.id, parcels), inArray(parcels.id, gone)));
  });
  return { ...tenant, call, rows, tagIds };
}

/** The day of a moment in a time zone, by JavaScript's Intl. */
const dayOf = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);

/** The value that a share of values does not exceed. */
const exact = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? null;

/** The figures of parcels, added up one by one. */
function expected(rows: readonly Made[], timeZone: string, from: string, to: string) {
  const within = (at: Date | null): at is Date =>
    at !== null && dayOf(at, timeZone) >= from && dayOf(at, timeZone) <= to;
  const dispatched = rows.filter(({ dispatchedAt }) => within(dispatchedAt));
  const delivered = rows.filter(({ deliveredAt }) => within(deliveredAt));
  const count = (of: readonly Made[], moment: "dispatchedAt" | "deliveredAt", day: string) =>
    of.filter((parcel) => parcel[moment] && dayOf(parcel[moment], timeZone) === day).length;
  const days: string[] = [];
  for (const day = new Date(from); day <= new Date(to); day.setUTCDate(day.getUTCDate() + 1))
    days.push(day.toISOString().slice(0, 10));
  const seconds = (of: readonly Made[], begin: "createdAt" | "dispatchedAt", end: "dispatchedAt" | "deliveredAt") =>
    of.flatMap(({ [begin]: first, [end]: last }) =>
      first && last ? [Math.max(60, (last.getTime() - first.getTime()) / 1000)] : [],
    );
  return {
    byState: Object.fromEntries(
      parcelStates.map((state) => [state, rows.filter((parcel) => parcel.state === state).length]),
    ),
    byDay: days.map((day) => ({
      day,
      dispatched: count(dispatched, "dispatchedAt", day),
      delivered: count(delivered, "deliveredAt", day),
    })),
    carriers: new Map(
      [null, "Quick", "Slow"].flatMap((carrier) => {
        const own = dispatched.filter((parcel) => parcel.carrier === carrier);
        const failed = own.filter(({ state }) => state === "failed").length;
        return own.length > 0 ? [[carrier, { dispatched: own.length, failed }] as const] : [];
      }),
    ),
    toDispatch: seconds(dispatched, "createdAt", "dispatchedAt"),
    toDeliver: seconds(delivered, "dispatchedAt", "deliveredAt"),
  };
}

/** Whether an estimate is off by a fifth at the most. */
function expectNear(estimate: number | null, value: number | null) {
  if (value === null) return expect(estimate).toBeNull();
  // Where nothing took longer than a minute, it is a minute or less.
  if (value <= 60) return expect(estimate).toBeLessThanOrEqual(60);
  const off = (estimate ?? 0) / value;
  expect(off).toBeGreaterThan(1 / 1.2);
  expect(off).toBeLessThan(1.2);
}

const fold = (tenantId: string) =>
  owner.begin(async (tx) => {
    await enterTenant(tx, tenantId);
    await tx`select fold_parcel_tallies()`;
  });
const recount = (tenantId: string) =>
  owner.begin(async (tx) => {
    await enterTenant(tx, tenantId);
    return tx`select * from recount_parcels()`;
  });

const period = (middle: string, before: number, after: number) => {
  const day = (offset: number) => new Date(Date.parse(middle) + offset * 86_400_000).toISOString().slice(0, 10);
  return { from: day(-before), to: day(after) };
};

describe("the figures equal those computed from each parcel", () => {
  test.each([
    [1, "UTC", "2026-06-15T12:00:00Z"],
    [2, "Europe/Berlin", "2026-03-29T01:00:00Z"],
    [3, "Europe/Berlin", "2026-10-25T01:00:00Z"],
    [4, "America/Havana", "2026-03-08T05:00:00Z"],
    [5, "America/Havana", "2026-11-01T05:00:00Z"],
    [6, "Asia/Kathmandu", "2026-06-15T18:15:00Z"],
    [7, "Pacific/Apia", "2026-06-15T11:00:00Z"],
    [8, "America/St_Johns", "2026-11-01T04:30:00Z"],
    [9, "Asia/Beirut", "2026-03-28T22:00:00Z"],
    [10, "Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
  ])("seed %i in %s around %s", async (seed, timeZone, middle) => {
    const { id, call, rows, tagIds } = await world(seed, timeZone, middle);
    for (const step of ["added", "folded", "folded again", "recounted"]) {
      if (step.startsWith("folded")) await fold(id);
      if (step === "recounted") expect(await recount(id)).toEqual([]);
      for (const days of [period(middle, 5, 5), period(middle, 1, 0), period(middle, 0, 0)]) {
        for (const tagId of [undefined, ...tagIds]) {
          const own = rows.filter((parcel) => !tagId || parcel.tagIds.includes(tagId));
          const wanted = expected(own, timeZone, days.from, days.to);
          const { byState, byDay, carriers, toDispatch, toDeliver, ...others } = await call.parcels.figures({
            ...days,
            ...(tagId ? { tagId } : {}),
          });
          expect({ byState, byDay, ...others }).toEqual({ byState: wanted.byState, byDay: wanted.byDay, ...days });
          expect(new Map(carriers.map(({ carrier, ...sums }) => [carrier, sums]))).toEqual(wanted.carriers);
          for (const [times, values] of [
            [toDispatch, wanted.toDispatch],
            [toDeliver, wanted.toDeliver],
          ] as const) {
            expectNear(times.median, exact(values, 0.5));
            expectNear(times.p95, exact(values, 0.95));
          }
        }
      }
    }
  });
});

describe("the period", () => {
  test("ends today, and has the chosen length", async () => {
    const { call } = await world(20, "Pacific/Apia", new Date().toISOString());
    for (const last of [1, 7, 30, 90, 366]) {
      const { byDay, from, to } = await call.parcels.figures({ last });
      expect(byDay).toHaveLength(last);
      expect([byDay[0]?.day, byDay.at(-1)?.day]).toEqual([from, to]);
      expect([dayOf(new Date(), "Pacific/Apia")]).toContain(to);
    }
  });

  test("includes both days in either order, and has a maximum", async () => {
    const { call } = await world(21, "UTC", "2026-06-15T12:00:00Z");
    const issuesOf = async (input: Parameters<typeof call.parcels.figures>[0]) =>
      (await refusal(call.parcels.figures(input))).issues;
    expect(await issuesOf({ from: "2026-01-01" })).toEqual([expect.stringContaining("to ")]);
    expect(await issuesOf({ from: "2026-01-02", to: "2026-01-01" })).toEqual([expect.stringContaining("to ")]);
    expect(await issuesOf({ from: "2025-01-01", to: "2026-01-02" })).toEqual([expect.stringContaining("from ")]);
    expect((await call.parcels.figures({ from: "2025-01-01", to: "2026-01-01" })).byDay).toHaveLength(366);
  });
});

test("a deleted tag removes its counts without a report", async () => {
  const { id, call, tagIds } = await world(30, "UTC", "2026-06-15T12:00:00Z");
  const [tagId = ""] = tagIds;
  await testApp.direct.transaction({ tenantId: id }, ({ db }) =>
    db.delete(tags).where(ofTenant(id, tags, eq(tags.id, tagId))),
  );
  expect(Object.values((await call.parcels.figures({ tagId })).byState).every((count) => count === 0)).toBe(true);
  expect(await recount(id)).toEqual([]);
});

test("the days of a tenant are recounted after a change of its time zone", async () => {
  const { id, call, rows, members } = await world(31, "UTC", "2026-06-15T12:00:00Z");
  await fold(id);
  await members.owner.call.tenants.update({ timeZone: "Asia/Kathmandu", version: 1 });
  const days = period("2026-06-15T12:00:00Z", 5, 5);
  expect((await call.parcels.figures(days)).byDay).toEqual(expected(rows, "Asia/Kathmandu", days.from, days.to).byDay);
  expect(await recount(id)).toEqual([]);
});
