import { globSync, readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { TestApp } from "../../testing.ts";
import { dayIn, onDays } from "./days.ts";

let testApp: TestApp;
beforeAll(async () => {
  testApp = await TestApp.start();
});

const hour = 3_600_000;

/** Of each hour around a day, those that a filter by days takes: the first and the last, and how many there are. */
async function hoursOn(timeZone: string, day: string, to = day) {
  const begin = Date.parse(`${day}T00:00:00Z`) - 30 * hour;
  const moments = Array.from({ length: 24 * 8 }, (_, n) => new Date(begin + n * hour).toISOString());
  const rows = await testApp.direct.transaction({}, ({ db }) =>
    db.execute<{ at: string }>(sql`
      select to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as at 
      from (select unnest(${sql.param(moments)}::text[])::timestamptz as at) as given
      where ${onDays(timeZone, sql`at`, { from: day, to })} order by at`),
  );
  return { first: rows[0]?.at, last: rows.at(-1)?.at, hours: rows.length };
}

describe("a tenant's day", () => {
  test.each([
    // Clocks in Berlin go forward at two on 29 March, and back at three on 25 October.
    ["Europe/Berlin", "2026-03-29", "2026-03-28 23:00", "2026-03-29 21:00", 23],
    ["Europe/Berlin", "2026-10-25", "2026-10-24 22:00", "2026-10-25 22:00", 25],
    ["Europe/Berlin", "2026-07-01", "2026-06-30 22:00", "2026-07-01 21:00", 24],
    // By half hours and three quarters: of each whole hour in UTC, those that fall on the day.
    ["America/St_Johns", "2026-03-08", "2026-03-08 04:00", "2026-03-09 02:00", 23],
    ["America/St_Johns", "2026-11-01", "2026-11-01 03:00", "2026-11-02 03:00", 25],
    ["Asia/Kathmandu", "2026-03-29", "2026-03-28 19:00", "2026-03-29 18:00", 24],
    // West of the date line's other side.
    ["Pacific/Apia", "2026-11-26", "2026-11-25 11:00", "2026-11-26 10:00", 24],
    // Here midnight is skipped in spring, and comes twice in autumn.
    ["America/Havana", "2026-03-08", "2026-03-08 05:00", "2026-03-09 03:00", 23],
    ["America/Havana", "2026-11-01", "2026-11-01 04:00", "2026-11-02 04:00", 25],
  ])("in %s on %s begins at %s, ends after %s and has %i hours", async (timeZone, day, first, last, hours) => {
    expect(await hoursOn(timeZone, day)).toEqual({ first, last, hours });
  });

  test("skipped by a time zone has no hours", async () => {
    expect(await hoursOn("Pacific/Apia", "2011-12-30")).toMatchObject({ hours: 0 });
    expect(await hoursOn("Pacific/Apia", "2011-12-29", "2011-12-31")).toMatchObject({ hours: 48 });
  });

  test("contains each moment exactly once", async () => {
    const [row] = await testApp.direct.transaction({}, ({ db }) =>
      db.execute<{ apia: string; niue: string }>(sql`
        select ${dayIn("Pacific/Apia", sql`now_at`)}::text as apia, ${dayIn("Pacific/Niue", sql`now_at`)}::text as niue
        from (select '2026-11-26T10:30:00Z'::timestamptz as now_at) as given`),
    );
    expect(row).toEqual({ apia: "2026-11-26", niue: "2026-11-25" });
  });

  test("can be an open range on either side", async () => {
    expect(onDays("UTC", sql`at`, {})).toBeUndefined();
  });
});

/** Files that may compute with 24 hours instead of days, such as for deletions after a day. */
const exceptions = [
  "src/core/data/days.ts",
  "src/platform/jobs/covered-period.ts",
  "src/platform/mail/links.ts",
  "src/platform/sessions/sessions.ts",
];

/** Ways to reckon with days that are the database's, or have 24 hours. */
const otherDays = /current_date|date_trunc\('day'|interval '1 day'|toISOString\(\)\.(?:slice|split)|setU?T?C?Hours/;

test("no other file computes days", () => {
  const sources = globSync("{src,../../apps/*/src}/**/*.{ts,tsx}", {
    cwd: new URL("../../..", import.meta.url),
  }).filter((file) => !/\.test\.ts|\/testing/.test(file));
  expect(sources.length).toBeGreaterThan(300);
  const found = sources.filter((file) =>
    otherDays.test(readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8")),
  );
  expect(found.sort()).toEqual(exceptions);
});
