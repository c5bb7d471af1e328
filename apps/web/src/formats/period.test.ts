import { expect, test } from "vitest";
import { periodOf } from "./period.ts";

test.each([
  [{}, { last: 30 }],
  [{ last: "7" }, { last: 7 }],
  [{ last: "90" }, { last: 90 }],
  [{ last: "8" }, { last: 30 }],
  [{ last: "many" }, { last: 30 }],
  [
    { from: "2026-01-01", to: "2026-01-31" },
    { from: "2026-01-01", to: "2026-01-31" },
  ],
  [
    { from: "2026-01-01", to: "2026-01-31", last: "7" },
    { from: "2026-01-01", to: "2026-01-31" },
  ],
  [
    { from: "2026-01-31", to: "2026-01-31" },
    { from: "2026-01-31", to: "2026-01-31" },
  ],
  [
    { from: "2026-01-01", to: "2027-01-01" },
    { from: "2026-01-01", to: "2027-01-01" },
  ],
  // A day too many, out of order, half of it, or no day.
  [{ from: "2026-01-01", to: "2027-01-02" }, { last: 30 }],
  [{ from: "2026-02-01", to: "2026-01-31", last: "90" }, { last: 90 }],
  [{ from: "2026-01-01" }, { last: 30 }],
  [{ from: "yesterday", to: "2026-01-31" }, { last: 30 }],
  [{ from: "2026-13-45", to: "2026-01-31" }, { last: 30 }],
  [{ from: "1899-12-31", to: "1900-01-01" }, { last: 30 }],
])("the query parameters %o are the period %o", (url, period) => {
  expect(periodOf(url)).toEqual(period);
});
