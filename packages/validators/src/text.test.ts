import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { codeUnits } from "../testing/index.ts";
import {
  activityExport,
  asSentence,
  createTenant,
  cron,
  day,
  email,
  fileName,
  fromText,
  id,
  mediaType,
  moment,
  optionalText,
  ordered,
  reservedSlugs,
  slug,
  storableText,
  type TextKind,
  tenantRef,
  text,
  version,
  whole,
} from "./index.ts";

/** Why a schema refuses a value, in words; an empty list where it takes it. */
const reasons = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

const unstorable = "This text contains unsupported characters. Remove them.";
const invisible = "This text contains invisible characters. Retype it.";
const oneLine = "Use a single line without tabs.";

describe("a text", () => {
  const all: TextKind[] = ["line", "prose", "code", "password", "secret"];
  test.each(all)("of the kind %s refuses NUL and half of a surrogate pair at any position", (kind) => {
    for (const sign of ["\0", "\ud83d", "\ude00"]) {
      for (const value of [sign, `${sign}ab`, `a${sign}b`, `ab${sign}`]) {
        expect(reasons(text({ max: 9, kind }), value), JSON.stringify(value)).toEqual([unstorable]);
      }
    }
    expect(text({ max: 9, kind: "line" }).parse("a😀b")).toBe("a😀b");
  });

  test.each<[string, string, Record<Exclude<TextKind, "password" | "secret">, string | null>]>([
    ["a control character", "a\u0001b", { line: unstorable, prose: unstorable, code: unstorable }],
    ["DEL", "a\u007fb", { line: unstorable, prose: unstorable, code: unstorable }],
    ["a terminal escape", "a\u001b[31mb", { line: unstorable, prose: unstorable, code: unstorable }],
    ["a line break", "a\nb", { line: oneLine, prose: null, code: oneLine }],
    ["a tab", "a\tb", { line: oneLine, prose: null, code: oneLine }],
    ["a line separator", "a\u2028b", { line: oneLine, prose: null, code: oneLine }],
    ["a direction override", "a\u202eb", { line: invisible, prose: invisible, code: invisible }],
    ["an isolate", "a\u2066b", { line: invisible, prose: invisible, code: invisible }],
    ["a zero-width space", "a\u200bb", { line: invisible, prose: null, code: invisible }],
    ["a soft hyphen", "a\u00adb", { line: invisible, prose: null, code: invisible }],
    ["a direction mark", "א\u200fb", { line: null, prose: null, code: invisible }],
    ["a joiner", "👩\u200d👧", { line: null, prose: null, code: invisible }],
    ["an emoji", "a😀b", { line: null, prose: null, code: null }],
    ["letters of any script", "Größe 東京 שלום नमस्ते", { line: null, prose: null, code: null }],
  ])("with %s", (_what, value, expected) => {
    for (const kind of ["line", "prose", "code"] as const) {
      expect(reasons(text({ max: 99, kind }), value), kind).toEqual(expected[kind] === null ? [] : [expected[kind]]);
    }
  });

  test("is normalised: one spelling, no outer spaces, one kind of line break", () => {
    expect(text({ max: 9 }).parse("  e\u0301te\u0301 ")).toBe("été");
    expect(text({ max: 9, kind: "prose" }).parse("a\r\nb\rc\u2028d")).toBe("a\nb\nc\nd");
    expect(text({ max: 9, kind: "secret" }).parse("  e\u0301 ")).toBe("  e\u0301 ");
    expect(text({ max: 9, kind: "password" }).parse("  e\u0301 ﬁ ")).toBe("  é fi ");
  });

  test("needs a visible character if it must not be empty", () => {
    for (const value of ["", "  ", "\u200d", "\u3164", "\u2800", "\u200e \u200f"]) {
      expect(reasons(text({ max: 9 }), value).at(-1), JSON.stringify(value)).toBe("Fill this in.");
      expect(optionalText(9).parse(value), JSON.stringify(value)).toBeNull();
    }
  });

  test("has its length checked after the normalisation", () => {
    expect(reasons(text({ max: 3 }), "  abc  ")).toEqual([]);
    expect(reasons(text({ max: 3 }), "e\u0301e\u0301e\u0301")).toEqual([]);
    expect(reasons(text({ max: 3 }), "abcd")).toEqual(["Use at most 3 characters."]);
    expect(reasons(text({ max: 3, kind: "password" }), "ﬃ!")).toEqual(["Use at most 3 characters."]);
  });

  test("of any origin can be made storable", () => {
    fc.assert(
      fc.property(codeUnits(40), fc.constantFrom("\0", "\ud83d", "\u001b"), (value, sign) => {
        const kept = storableText(value + sign + value, 30);
        return kept.length <= 30 && reasons(text({ min: 0, max: 30, kind: "secret" }), kept).length === 0;
      }),
    );
  });
});

describe("an id", () => {
  const known = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";

  test("is equal in any letter case, also as a reference to a tenant", () => {
    expect(id.parse(known.toUpperCase())).toBe(known);
    expect(tenantRef.parse(known.toUpperCase())).toBe(known);
    expect(tenantRef.parse("acme")).toBe("acme");
  });

  test.each([
    known,
    known.replaceAll("-", ""),
    "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
    "00000000-0000-0000-0000-000000000000",
  ])("is not a slug: %s", (value) => {
    const issues = createTenant.safeParse({ name: "Acme", slug: value }).error?.issues;
    expect(issues).toMatchObject([{ path: ["slug"], message: expect.stringMatching(/looks like a technical ID/) }]);
  });

  test("has the exact format", () => {
    for (const value of ["cafe-babe", "deadbeef", "acme-2026"]) expect(reasons(slug, value)).toEqual([]);
  });
});

test("a slug is not a path of the app, and all paths are listed", () => {
  expect(reasons(slug, "sign-in")).toEqual([expect.stringMatching(/word is reserved/)]);
  const pages = fileURLToPath(new URL("../../../apps/web/src/app", import.meta.url));
  const words = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => (name.startsWith("(") ? words(`${folder}/${name}`) : [name]));
  expect(existsSync(`${pages}/t/[tenant]`)).toBe(true);
  const own = [...words(pages), ...words(`${pages}/t/[tenant]`)].filter(
    (word) => slug.safeParse(word).error === undefined,
  );
  expect(own).toEqual([]);
  expect(reservedSlugs.size).toBeGreaterThan(30);
});

describe("a date", () => {
  test.each([
    ["0000-01-01", false],
    ["1899-12-31", false],
    ["1900-01-01", true],
    ["2026-02-30", false],
    ["9999-12-31", true],
    ["10000-01-01", false],
    ["2026-01-01\0", false],
  ])("%s", (value, fits) => expect(day.safeParse(value).success).toBe(fits));

  test.each([
    ["2026-01-01T00:00:00Z", true],
    ["9999-12-31T23:59:59.999Z", true],
    ["9999-12-31T23:59:59-23:59", false],
    ["1900-01-01T00:00:00+01:00", false],
    ["+010000-01-01T00:00:00Z", false],
    [`2026-01-01T00:00:00.${"0".repeat(5000)}Z`, false],
  ])("and time: %s", (value, fits) => expect(moment.safeParse(value).success).toBe(fits));

  test("of an end must not be before its beginning, with an issue at the end beside all others", () => {
    const issues = (value: unknown) =>
      activityExport.safeParse(value).error?.issues.map(({ path }) => path.join(".")) ?? [];
    expect(issues({ from: "2026-01-02", to: "2026-01-01" })).toEqual(["to"]);
    expect(issues({ from: "2026-01-01", to: "2026-01-01" })).toEqual([]);
    expect(issues({ from: "2026-01-02", to: "2026-01-01", userId: "x" })).toEqual(["userId", "to"]);
    const span = ordered(z.object({ from: moment.optional(), to: moment.optional() }));
    // The later hour, and the earlier moment.
    expect(span.safeParse({ from: "2026-01-01T10:00:00Z", to: "2026-01-01T11:00:00+02:00" }).success).toBe(false);
  });
});

describe("a number", () => {
  test("has the range of Postgres's integer by default", () => {
    const number = whole(0);
    expect(number.safeParse(2 ** 31 - 1).success).toBe(true);
    for (const value of [2 ** 31, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "1"]) {
      expect(number.safeParse(value).success, String(value)).toBe(false);
    }
  });

  test("of a version can be increased", () => {
    expect(version.safeParse(2 ** 31 - 2).success).toBe(true);
    expect(version.safeParse(2 ** 31 - 1).success).toBe(false);
  });

  test("in a CSV has the notation of programs", () => {
    const weight = fromText(whole(1, 1000));
    for (const [written, number] of [
      ["7", 7],
      ["+5", 5],
      ["12.0", 12],
    ] as const) {
      expect(weight.parse(written)).toBe(number);
    }
    for (const written of ["", "0x10", "1e2", "5E3", "0b11", "1 000", "NaN", "Infinity", "1e999", "7\0", "٣", "1,5"]) {
      expect(weight.safeParse(written).success, written).toBe(false);
    }
    expect(fromText(z.number().nullable()).parse("")).toBeNull();
  });
});

test("an email address is in lower case without invisible characters", () => {
  expect(email.parse(" Ada@Example.TEST ")).toBe("ada@example.test");
  for (const value of [
    "a\0@b.test",
    "a\u200b@b.test",
    "a@b.test\r\nBcc: c@d.test",
    "ä@example.test",
    "a@ex%C3%A4mple.test/ä",
    "a@exämple.test:25",
    "a@b@exämple.test",
    "a@１２７.０.０.１",
    "a@exämple",
    `a@${"ä".repeat(200)}.test`,
    `${"a".repeat(250)}@b.test`,
  ]) {
    expect(email.safeParse(value).success, value).toBe(false);
  }
});

test.each([
  ["ada@müller.example", "ada@xn--mller-kva.example"],
  ["ada@MU\u0308LLER.example", "ada@xn--mller-kva.example"],
  ["ada@XN--MLLER-KVA.example", "ada@xn--mller-kva.example"],
  ["ada@straße.example", "ada@xn--strae-oqa.example"],
  ["info@例え。テスト", "info@xn--r8jz45g.xn--zckzah"],
  ["почта+1@example.test", null],
  ["post@пример.рф", "post@xn--e1afmkfd.xn--p1ai"],
])("the email address %s is stored as %s", (typed, stored) => {
  expect(email.safeParse(typed).data ?? null).toBe(stored);
  if (stored) expect(email.parse(stored)).toBe(stored);
});

test("a schedule has five valid fields", () => {
  expect(cron.parse(" 0  7 * * mon-FRI ")).toBe("0 7 * * mon-FRI");
  for (const value of ["H * * * *", "0 7 * *", "0 7 * * * *", "0 7 * * xyz", "0\t7 * * *", "@daily"]) {
    expect(cron.safeParse(value).success, value).toBe(false);
  }
});

describe("metadata of a file", () => {
  test("from another program is made storable, not refused", () => {
    expect(fileName.parse("a\0b\u202efdp.exe")).toBe("abfdp.exe");
    expect(fileName.parse("..\\..\\etc/passwd")).toBe(".._.._etc_passwd");
    expect(fileName.parse("\u200b")).toBe("file");
    expect(fileName.parse(null)).toBe("file");
    expect(fileName.parse("東京 ✓.csv")).toBe("東京 ✓.csv");
    // Cut between the halves of a pair.
    expect(fileName.parse(`${"x".repeat(199)}😀`).isWellFormed()).toBe(true);
  });

  test("has a known kind, or none", () => {
    expect(mediaType.parse("Text/CSV; charset=utf-8")).toBe("text/csv");
    for (const value of [null, "", "x", "/", "a/b c", `a/${"b".repeat(200)}`, "text/html\u0085"]) {
      expect(mediaType.parse(value), String(value)).toBe("application/octet-stream");
    }
  });
});

test.each([
  ["Not today", "Not today."],
  ["Not today. ", "Not today."],
  ["Why?", "Why?"],
  ["It says “no.”", "It says “no.”"],
  ["Cut off…", "Cut off…"],
])("%j becomes a sentence that another can follow", (value, sentence) => {
  expect(asSentence(value)).toBe(sentence);
});
