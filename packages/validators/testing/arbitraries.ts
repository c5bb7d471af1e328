import fc from "fast-check";
import { z } from "zod";
import { extremes, nasty, nested, numbers, pollution } from "./nasty.ts";
import { checksOf, pipeOf, unwrapped } from "./schema.ts";

/** Any value, by generation. */
export type Arbitrary = fc.Arbitrary<unknown>;

/**
 * Known values at a path, beyond the schema: existing ids, names with a meaning.
 *
 * @param path a path in the input, such as `lines.*.itemId`.
 * @returns undefined if there are no known values.
 */
export type Domain = (path: string) => Arbitrary | undefined;

const unknownDomain: Domain = () => undefined;

const samples = [
  "Ada Lovelace",
  "Größe 42",
  "東京都",
  "שלום",
  "مرحبا",
  "नमस्ते",
  "👩‍👩‍👧‍👦",
  "e\u0301",
  "O'Neil; --",
  "100 %_\\",
];

/** Readable texts of many scripts, of up to `max` code units. */
const readable = (max: number) =>
  fc.oneof(
    fc.constantFrom(...samples.filter((text) => text.length <= max)),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: Math.min(max, 20) }),
    fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: Math.min(max, 40) }),
    fc.constant("x".repeat(max)),
  );

const days = { min: new Date("1900-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true };

/** Texts in a format that Zod knows by name. */
const formats: Record<string, fc.Arbitrary<string>> = {
  uuid: fc.uuid(),
  guid: fc.uuid({ version: [1, 4, 7] }),
  email: fc.emailAddress(),
  date: fc.date(days).map((date) => date.toISOString().slice(0, 10)),
  datetime: fc.date(days).map((date) => date.toISOString()),
};

function fittingText(schema: z.ZodType): Arbitrary {
  const checks = checksOf(schema);
  const format = checks.map((check) => formats[check.format ?? ""]).find((known) => known);
  if (format) return format;
  const pattern = checks.find((check) => check.format === "regex")?.pattern;
  const { minLength, maxLength } = schema as z.ZodString; // every format of a text has these properties
  const least = minLength ?? 0;
  if (pattern) {
    const longEnough = (text: string) => (text ? text.repeat(Math.ceil(least / text.length) || 1) : text);
    return fc.stringMatching(pattern).map(longEnough);
  }
  return readable(maxLength ?? 200).map((text) => (text.length < least ? text.padEnd(least, "·") : text));
}

function fittingNumber({ minValue, maxValue, isInt }: z.ZodNumber): Arbitrary {
  const min = Math.max(minValue ?? -1e6, Number.MIN_SAFE_INTEGER);
  const max = Math.min(maxValue ?? 1e6, Number.MAX_SAFE_INTEGER);
  const any = isInt ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) }) : fc.double({ min, max, noNaN: true });
  return fc.oneof(any, fc.constantFrom(min, max));
}

const maxEntries = (schema: z.ZodArray) =>
  checksOf(schema).find(({ check }) => check === "max_length")?.maximum ?? Number.POSITIVE_INFINITY;

const examplesOf = (schema: z.ZodType): unknown[] => {
  const { examples } = schema.meta() ?? {};
  return Array.isArray(examples) ? examples : [];
};

function fitting(schema: z.ZodType, domain: Domain, path: string): Arbitrary {
  const examples = examplesOf(schema);
  if (examples.length > 0) return fc.constantFrom(...examples);
  if (schema instanceof z.ZodObject) return fc.record(fieldsOf(schema, domain, path, valid));
  if (schema instanceof z.ZodArray) {
    const options = { minLength: 1, maxLength: Math.min(3, maxEntries(schema)) };
    return fc.array(valid(schema.element, domain, `${path}.*`), options);
  }
  if (schema instanceof z.ZodUnion) {
    return fc.oneof(...schema.options.map((option) => valid(option, domain, path)));
  }
  if (schema instanceof z.ZodPipe) return fittingPipe(schema, domain, path);
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) return fittingNumber(schema);
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return fittingText(schema);
  throw new Error(`Values of this schema cannot be generated at ${path || "the top"}.`);
}

/** The input of a pipe whose output is valid too. */
function fittingPipe(schema: z.ZodPipe, domain: Domain, path: string): Arbitrary {
  const { from, to } = pipeOf(schema);
  if (!to) return valid(from, domain, path);
  const made = fitting(to, domain, path);
  // A number that is read from a text.
  return to instanceof z.ZodNumber ? made.map(String) : made;
}

function fieldsOf(
  schema: z.ZodObject,
  domain: Domain,
  path: string,
  make: (field: z.core.$ZodType, domain: Domain, path: string) => Arbitrary,
): Record<string, Arbitrary> {
  const at = (key: string) => (path ? `${path}.${key}` : key);
  return Object.fromEntries(Object.entries(schema.shape).map(([key, field]) => [key, make(field, domain, at(key))]));
}

/** The maximum number of rejected values, so that an impossible schema ends with an error. */
const maxMisses = 100_000;

/** Valid values of a schema; optional ones are sometimes omitted. */
export function valid(schema: z.core.$ZodType, domain: Domain = unknownDomain, path = ""): Arbitrary {
  if (!(schema instanceof z.ZodType)) throw new Error("This is not a schema.");
  const inner = unwrapped(schema);
  let misses = 0;
  const fits = (value: unknown) => {
    if (schema.safeParse(value).success) return true;
    misses += 1;
    if (misses > maxMisses) throw new Error(`No generated value matches the schema at ${path || "the top"}.`);
    return false;
  };
  const made = (domain(path) ?? fitting(inner, domain, path)).filter(fits);
  const without = schema.safeParse(undefined).success;
  return without ? fc.option(made, { nil: undefined, freq: 3 }) : made;
}

/** Texts of any code units: unpaired surrogates, control characters, unassigned code points. */
export const codeUnits = (maxLength: number) =>
  fc.array(fc.nat({ max: 0xffff }), { maxLength }).map((units) => String.fromCharCode(...units));

/** Values of every wrong kind. */
export const anything: Arbitrary = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, [], {}, [null], [[]], { a: 1 }, pollution, nested(40), nested(2000)),
  fc.constantFrom(...numbers, ...extremes),
  fc.constantFrom(...nasty),
  fc.constant(Array.from({ length: 10_000 }, (_, index) => index)),
  fc.constant("y".repeat(100_000)),
  codeUnits(20),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A valid text with an invalid part. */
const spoiled = (good: Arbitrary): Arbitrary =>
  fc.tuple(good, fc.constantFrom(...nasty), fc.nat({ max: 1000 })).map(([value, sign, index]) => {
    const text = String(value ?? "");
    const at = index % (text.length + 1);
    return text.slice(0, at) + sign + text.slice(at);
  });

function againstText(schema: z.ZodType, domain: Domain, path: string): Arbitrary {
  const { minLength, maxLength } = schema as z.ZodString; // every format of a text has these properties
  const lengths = [0, (minLength ?? 1) - 1, (maxLength ?? 100) + 1, 100_000].filter((length) => length >= 0);
  const good = valid(schema, domain, path);
  return fc.oneof(
    { arbitrary: fc.constantFrom(...nasty), weight: 4 },
    { arbitrary: spoiled(good), weight: 4 },
    { arbitrary: fc.constantFrom(...lengths).map((length) => "z".repeat(length)), weight: 1 },
    { arbitrary: good.map((value) => (typeof value === "string" ? value.toUpperCase() : value)), weight: 1 },
    { arbitrary: anything, weight: 2 },
  );
}

function againstNumber({ minValue, maxValue }: z.ZodNumber): Arbitrary {
  const edges = [minValue, maxValue].flatMap((edge) => (edge === null ? [] : [edge - 1, edge, edge + 1, edge + 0.5]));
  return fc.oneof(fc.constantFrom(...edges, ...numbers, ...extremes, ...edges.map(String)), anything);
}

function againstList(schema: z.ZodArray, domain: Domain, path: string): Arbitrary {
  const good = valid(schema.element, domain, `${path}.*`);
  const most = maxEntries(schema);
  const tooMany = [10_000, ...(Number.isFinite(most) ? [most + 1] : [])];
  return fc.oneof(
    fc.array(fc.oneof(good, against(schema.element, domain, `${path}.*`)), { maxLength: 4 }),
    fc.tuple(good, fc.constantFrom(...tooMany)).map(([entry, length]) => Array.from({ length }, () => entry)),
    fc.tuple(good, fc.constantFrom(2, 3)).map(([entry, length]) => Array.from({ length }, () => entry)),
    anything,
  );
}

function againstObject(schema: z.ZodObject, domain: Domain, path: string): Arbitrary {
  const good = fieldsOf(schema, domain, path, valid);
  const bad = fieldsOf(schema, domain, path, against);
  const one = Object.entries(bad).map(([key, field]) => fc.record({ ...good, [key]: field }));
  const extra = fc
    .record(good)
    .map((value) => Object.assign(JSON.parse('{"__proto__":{"polluted":1}}'), value, { more: 1 }));
  return fc.oneof(
    { arbitrary: one.length > 0 ? fc.oneof(...one) : extra, weight: 8 },
    { arbitrary: fc.record(bad), weight: 2 },
    { arbitrary: fc.record(good, { requiredKeys: [] }), weight: 1 },
    { arbitrary: extra, weight: 1 },
    { arbitrary: anything, weight: 1 },
  );
}

/**
 * Values against a schema: wrong types, bounds and one beyond them, unstorable texts, long lists, keys with a meaning in
 * JavaScript. Some of them may be valid.
 */
export function against(schema: z.core.$ZodType, domain: Domain = unknownDomain, path = ""): Arbitrary {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return againstObject(inner, domain, path);
  if (inner instanceof z.ZodArray) return againstList(inner, domain, path);
  if (inner instanceof z.ZodUnion) return fc.oneof(...inner.options.map((option) => against(option, domain, path)));
  if (inner instanceof z.ZodPipe) return against(pipeOf(inner).from, domain, path);
  if (inner instanceof z.ZodNumber) return againstNumber(inner);
  if (inner instanceof z.ZodString || inner instanceof z.ZodStringFormat) return againstText(inner, domain, path);
  return anything;
}
