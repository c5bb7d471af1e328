/** Texts that break faulty programs, as whole values. */
export const nasty = [
  ...[
    "\0",
    "a\0b",
    "\ud83d",
    "\ude00",
    "a\ud83db",
    "\ude00\ud83d",
    "\u0001",
    "\u001b[31m",
    "\u007f",
    "\u0085",
    "\ufffe",
    "\uffff",
  ],
  ...[
    "\u202eevil",
    "\u2066x",
    "\u200b",
    "\u200d\u200d",
    "\u00ad",
    "\ufeff",
    "a\u200eb",
    "\u3164",
    "\u2800",
    "🏴\u{e0067}\u{e007f}",
  ],
  ...[`e${"\u0301".repeat(30)}`, "👩‍👩‍👧‍👦", "שלום", "مرحبا", "ﷺ", "İ", "ß", "K", "Å", "𝔸", "\u{10ffff}"],
  ...["", " ", "\t", "\n", "a\nb", "a\r\nX-Evil: 1", "\u2028", "a\u00a0b"],
  ...["null", "undefined", "NaN", "Infinity", "-0", "1e999", "0x10", "true", "[object Object]"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"],
  ...[
    "' or 1=1 --",
    "%",
    "_",
    "\\",
    "\\u0000",
    "%00",
    "%ff",
    "#{7*7}",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
  ],
  ...["0000-01-01", "10000-01-01", "+010000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2026-02-30", "1899-12-31"],
  ...[
    "0198c5a8-6a2b-0d61-b6a0-3d5a4d1f0c11",
    "0198C5A8-6A2B-7D61-B6A0-3D5A4D1F0C11",
    "{0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11}",
  ],
  ...["0198c5a86a2b7d61b6a03d5a4d1f0c11", "00000000-0000-0000-0000-000000000000"],
];

const int4 = 2 ** 31;
/** Numbers at the limits of columns and of JavaScript. */
export const numbers = [
  0,
  -0,
  -1,
  0.5,
  1e-7,
  5e-324,
  int4 - 1,
  int4,
  -int4,
  -int4 - 1,
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  1e21,
];
/** Numbers beyond. */
export const extremes = [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_SAFE_INTEGER + 2];

/** `{"__proto__": …}` as JSON reads it: a key like any other. */
export const pollution: unknown = JSON.parse(
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
);

/** A value at this depth. */
export const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
};
