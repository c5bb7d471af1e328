import { firstIdAt } from "@waybill/db";
import { dayAt } from "@waybill/validators";
import { describe, expect, test } from "vitest";
import { idRange } from "./days.ts";

const hour = 3_600_000;
const zones = Intl.supportedValuesOf("timeZone");
const rangeIn = (timeZone: string, days: { from: string | null; to: string | null }) =>
  idRange({ tenant: { id: "", name: "", slug: "", timeZone, version: 1, modulesOff: [] } }, days);

describe("the ids of some days", () => {
  test.each(["1970-01-03", "2011-12-30", "2026-03-29", "2026-11-01", "9999-12-30"])(
    "include each moment of %s in every time zone, and a few hours more",
    (day) => {
      for (const timeZone of zones) {
        const { low = "", high = "" } = rangeIn(timeZone, { from: day, to: day }) ?? {};
        const quarters = Array.from({ length: 4 * 24 * 4 }, (_, n) => Date.parse(day) - 36 * hour + (n * hour) / 4);
        const within = quarters.filter((at) => firstIdAt(at) >= low && firstIdAt(at) < high);
        const onDay = quarters.filter((at) => dayAt(timeZone, new Date(at)) === day);
        expect(within, timeZone).toEqual(expect.arrayContaining(onDay));
        expect(within.length - onDay.length, timeZone).toBeLessThanOrEqual(4 * 7);
      }
    },
  );

  test("have no end on an open side, and no limit without days", () => {
    const moments = [0, Date.now(), Date.parse("9999-12-31")].map(firstIdAt);
    const since = rangeIn("Europe/Berlin", { from: "1970-01-02", to: null });
    const until = rangeIn("Europe/Berlin", { from: null, to: "2026-01-31" });
    expect(moments.map((id) => since && id >= since.low && id < since.high)).toEqual([false, true, true]);
    expect(moments.map((id) => until && id >= until.low && id < until.high)).toEqual([true, false, false]);
    expect(rangeIn("Europe/Berlin", { from: null, to: null })).toBeUndefined();
  });
});
