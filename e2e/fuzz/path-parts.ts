import fc from "fast-check";

/** Encoded parts of a URL: problematic and undecodable ones. */
export const segments = [
  ...[
    "%00",
    "a%00b",
    "%F0%9F%98%80",
    "%D7%A9%D7%9C",
    "%E2%80%AE",
    "%E2%80%8B",
    "%2e%2e",
    "%2f",
    "%5c",
    "%25",
    "%2525",
    "%09",
  ],
  ...[
    "%0d%0a",
    "%3Cscript%3E",
    "'",
    "%27",
    "__proto__",
    "constructor",
    "null",
    "undefined",
    "NaN",
    "0",
    "-1",
    "~",
    "+",
    ".",
    "...",
  ],
  ...["x".repeat(2000), "%C3%A9".repeat(200), "a".repeat(41), "00000000-0000-0000-0000-000000000000"],
];

/** Parts with invalid UTF-8 or invalid encoding. */
export const undecodable = ["%", "%E0%A4%A", "%ff", "%ED%A0%80", "%c0%af", "%zz"];

/** Encoded values of a query. */
const values = [
  ...segments,
  ...undecodable,
  "",
  "1",
  "-1",
  "1e999",
  "99999999999999999999",
  "2026-02-30",
  "0000-01-01",
  "10000-01-01",
];
const moreValues = [
  "-available",
  "sku,sku",
  "draft,packed,__proto__",
  "/%09/evil.test",
  "//evil.test",
  "%5C%5Cevil",
  "/%C3%A9",
  "%2F%0A",
];

export const anyValue = fc.constantFrom(...values, ...moreValues);
