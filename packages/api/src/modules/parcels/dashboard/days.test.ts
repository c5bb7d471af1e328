import { schedules } from "@waybill/db/jobs";
import { parcelSteps, parcels } from "@waybill/db/parcels";
import type { Language } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ofTenant, type TenantContext, wholeAccess } from "../../../core/index.ts";
import { tenantContextOf } from "../../../core/work/tenant-context.ts";
import { unitOfWork } from "../../../core/work/unit-of-work.ts";
import { coverSinceLast } from "../../../platform/jobs/index.ts";
import { TestApp } from "../../../testing.ts";
import { digestMail } from "./digest.ts";
import { figures } from "./overview.ts";

let testApp: TestApp;
const make = () => testApp.tenant("acme", "owner");
let acme: Awaited<ReturnType<typeof make>>;
let parcelId: string;

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  acme = await make();
  const { call } = acme.members.owner;
  const { id: recipientId } = await call.places.create({ code: "P", name: "Ada", country: "DE", city: "Berlin" });
  const item = { sku: "LAMP", name: "Lamp", weight: 1, stock: 9, price: 1, currency: "EUR" };
  const { id: itemId } = await call.items.create(item);
  const parcel = { reference: "R-1", recipientId, lines: [{ itemId, quantity: 1 }] };
  parcelId = (await call.parcels.create(parcel)).id;
});

/** Runs something in Acme as the system, at a time and in a zone. */
const at = <T>(time: string, timeZone: string, body: (ctx: TenantContext) => Promise<T>): Promise<T> => {
  const { app } = testApp;
  const actor = { kind: "system", id: null, ip: null } as const;
  const origin = { requestId: "days", log: app.log, user: null, actor };
  const tenant = { ...acme, name: "Acme", timeZone, version: 1, modulesOff: [] };
  return unitOfWork(app, origin, { tenantId: acme.id }, (work) => {
    const ctx = tenantContextOf(app, work, tenant, wholeAccess(app.registry.resources));
    return body({ ...ctx, clock: { now: () => new Date(time) } });
  });
};

describe("the dashboard's days", () => {
  test.each([
    // now, the zone, when a parcel left, the day that it counts for, today there
    ["2026-11-26T10:30:00Z", "Pacific/Apia", "2026-11-25T11:30:00Z", "2026-11-26", "2026-11-26"],
    ["2026-11-26T10:30:00Z", "Pacific/Apia", "2026-11-25T10:30:00Z", "2026-11-25", "2026-11-26"],
    ["2026-11-26T02:00:00Z", "America/St_Johns", "2026-11-26T01:00:00Z", "2026-11-25", "2026-11-25"],
    ["2026-11-25T18:20:00Z", "Asia/Kathmandu", "2026-11-25T18:16:00Z", "2026-11-26", "2026-11-26"],
    ["2026-11-25T18:20:00Z", "Asia/Kathmandu", "2026-11-25T18:14:00Z", "2026-11-25", "2026-11-26"],
    ["2026-03-30T10:00:00Z", "Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29", "2026-03-30"],
    ["2026-03-30T10:00:00Z", "Europe/Berlin", "2026-03-29T22:30:00Z", "2026-03-30", "2026-03-30"],
    ["2026-10-26T10:00:00Z", "Europe/Berlin", "2026-10-25T22:30:00Z", "2026-10-25", "2026-10-26"],
    ["2026-10-26T10:00:00Z", "Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25", "2026-10-26"],
  ])("at %s in %s: a dispatch at %s counts for %s, and today is %s", async (now, timeZone, left, day, today) => {
    const { byDay } = await at(now, timeZone, async (ctx) => {
      await ctx.db
        .update(parcels)
        .set({ dispatchedAt: new Date(left) })
        .where(ofTenant(acme.id, parcels, eq(parcels.id, parcelId)));
      // Parallel reads see only committed rows, so they run in this transaction.
      const parallel = (...reads: ((ctx: TenantContext) => unknown)[]) => Promise.all(reads.map((read) => read(ctx)));
      return figures({ ...ctx, parallel: parallel as never }, { last: 14 });
    });
    expect(byDay).toHaveLength(14);
    expect(byDay.at(-1)?.day).toBe(today);
    expect(byDay.filter(({ dispatched }) => dispatched > 0)).toEqual([{ day, dispatched: 1, delivered: 0 }]);
  });
});

describe("the first and the last days of the calendar", () => {
  const spans = [
    { from: "9999-12-30", to: "9999-12-31" },
    { from: "1900-01-01", to: "1900-01-02" },
  ];

  test.each(spans)("have figures: %j", async (span) => {
    const { byDay } = await acme.members.owner.call.parcels.figures(span);
    expect(byDay.map(({ day }) => day)).toEqual([span.from, span.to]);
  });

  test.each(spans)("can filter each list by days: %j", async (span) => {
    const { call } = acme.members.owner;
    expect((await call.parcels.list({ created: span })).items).toEqual([]);
    expect((await call.parcels.list({ created: { from: "1900-01-01", to: span.to } })).items).toHaveLength(
      span.to > "2000" ? 1 : 0,
    );
    expect((await call.activity.list(span)).items).toEqual([]);
  });
});

describe("the daily mail", () => {
  beforeEach(() =>
    at("2026-01-01T00:00:00Z", "UTC", async ({ db }) => {
      const row = { tenantId: acme.id, name: "parcels.dailyDigest", cron: "0 7 * * *", enabled: true };
      await db.delete(schedules).where(ofTenant(acme.id, schedules));
      await db.insert(schedules).values(row);
    }),
  );

  let runs = 0;
  const cover = (time: string, timeZone: string) => {
    runs += 1;
    const jobId = `00000000-0000-7000-8000-${String(runs).padStart(12, "0")}`;
    return at(time, timeZone, (ctx) => coverSinceLast(ctx, "parcels.dailyDigest", jobId, ctx.clock.now()));
  };
  const period = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });

  test.each([
    ["Europe/Berlin", "2026-03-28T06:00:00Z", "2026-03-29T05:00:00Z", "2026-03-30T05:00:00Z"],
    ["Europe/Berlin", "2026-10-24T05:00:00Z", "2026-10-25T06:00:00Z", "2026-10-26T06:00:00Z"],
    ["America/St_Johns", "2026-03-07T10:30:00Z", "2026-03-08T09:30:00Z", "2026-03-09T09:30:00Z"],
    ["America/St_Johns", "2026-10-31T09:30:00Z", "2026-11-01T10:30:00Z", "2026-11-02T10:30:00Z"],
    ["Asia/Kathmandu", "2026-03-28T01:15:00Z", "2026-03-29T01:15:00Z", "2026-03-30T01:15:00Z"],
    ["Pacific/Apia", "2026-03-28T18:00:00Z", "2026-03-29T18:00:00Z", "2026-03-30T18:00:00Z"],
  ])(
    "in %s begins a day before the first run, and then at the end of the last period",
    async (timeZone, before, first, second) => {
      expect(await cover(first, timeZone)).toEqual(period(before, first));
      expect(await cover(second, timeZone)).toEqual(period(first, second));
      // Whatever the schedule: after a weekend, or an hour later.
      expect(await cover("2026-12-05T12:34:56.789Z", timeZone)).toEqual(period(second, "2026-12-05T12:34:56.789Z"));
    },
  );

  test("covers each period once; a failed run's period is covered by the next", async () => {
    const first = await cover("2026-05-01T07:00:00Z", "UTC");
    const again = at("2026-05-02T07:00:00Z", "UTC", async (ctx) => {
      await coverSinceLast(ctx, "parcels.dailyDigest", parcelId, ctx.clock.now());
      throw new Error("The work failed.");
    });
    await expect(again).rejects.toThrow("The work failed.");
    expect(await cover("2026-05-03T07:00:00Z", "UTC")).toEqual({
      from: first?.to,
      to: new Date("2026-05-03T07:00:00Z"),
    });
    const jobId = parcelId;
    const once = () =>
      at("2026-05-04T07:00:00Z", "UTC", (ctx) => coverSinceLast(ctx, "parcels.dailyDigest", jobId, ctx.clock.now()));
    expect(await once()).toEqual(period("2026-05-03T07:00:00Z", "2026-05-04T07:00:00Z"));
    expect(await once()).toBeNull();
  });

  test("counts the events of its period, and states the period", async () => {
    const composed = await at("2026-10-26T06:00:00Z", "Europe/Berlin", async (ctx) => {
      const step = { tenantId: acme.id, parcelId, kind: "created" } as const;
      const times = ["05:59:59.999", "06:00:00.000", "23:30:00.000"].map((time) => new Date(`2026-10-25T${time}Z`));
      await ctx.db.insert(parcelSteps).values(times.map((createdAt) => ({ ...step, createdAt })));
      const [from, to] = ["2026-10-25T06:00:00.000Z", "2026-10-26T06:00:00.000Z"];
      return digestMail.compose(ctx, { userId: acme.members.owner.id, from, to });
    });
    const written = (language: Language) => {
      if ("unsent" in composed) throw new Error(composed.unsent);
      const { subject, lines } = composed.write(language);
      return [subject, ...lines].map((line) => line.replaceAll("\u202f", " "));
    };
    expect(written("en")).toEqual([
      "Acme: parcels since 25 October 2026 at 07:00",
      "From 25 October 2026 at 07:00 to 26 October 2026 at 07:00 (Europe/Berlin): 2 created, 0 dispatched, 0 delivered, 0 failed.",
      "Packed, waiting for dispatch: 0.",
    ]);
    expect(written("de")).toEqual([
      "Acme: Pakete seit 25. Oktober 2026 um 07:00",
      "Vom 25. Oktober 2026 um 07:00 bis 26. Oktober 2026 um 07:00 (Europe/Berlin): 2 angelegt, 0 versandt, 0 zugestellt, 0 fehlgeschlagen.",
      "Gepackt, warten auf den Versand: 0.",
    ]);
  });
});
